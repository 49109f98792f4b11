//! Pickles read as data: a class is its name and a call stays a call, nothing is ever run.
//!
//! Every value lies in one arena and names the others by their index: reading the memo costs nothing, and neither reading nor
//! dropping a pickle recurses, however deep its values are.

use std::collections::HashMap;

use super::bytes::{Bytes, utf8};
use super::damaged;
use crate::Error;

mod op;
mod value;

pub(super) use value::{Id, Value};

/// Each step makes at most one value and one entry of the memo: this bounds memory as well as time. A CNN10's checkpoint takes 2,000
/// steps, one with an optimizer a few times as many.
const MOST_STEPS: usize = 1 << 21;

/// One pickle, read whole.
pub(super) struct Pickle<'a> {
    values: Vec<Value<'a>>,
    root: Id,
}

impl<'a> Pickle<'a> {
    /// Reads the pickle at the front of `input` and leaves what follows it.
    ///
    /// # Errors
    /// `Model`, as damaged: it ends too soon, does what no pickle does, or is longer than any checkpoint's.
    pub fn read(input: &mut Bytes<'a>) -> Result<Self, Error> {
        let mut machine = Machine {
            input,
            values: Vec::new(),
            stack: Vec::new(),
            marks: Vec::new(),
            memo: HashMap::new(),
        };
        for _ in 0..MOST_STEPS {
            let op = machine.input.byte()?;
            if op == op::STOP {
                let root = machine.pop()?;
                let Machine { values, .. } = machine;
                return Ok(Self { values, root });
            }
            machine.step(op)?;
        }
        Err(damaged("its pickle is longer than any checkpoint's"))
    }

    pub fn root(&self) -> &Value<'a> {
        self.at(self.root)
    }

    pub fn at(&self, id: Id) -> &Value<'a> {
        self.values.get(id.0).unwrap_or(&Value::Other)
    }

    /// Every value that was made on the way.
    pub fn values(&self) -> &[Value<'a>] {
        &self.values
    }
}

/// Python's machine for pickles, without what runs anything.
struct Machine<'i, 'a> {
    input: &'i mut Bytes<'a>,
    values: Vec<Value<'a>>,
    stack: Vec<Id>,
    /// How high the stack was at each mark; it never sinks below the last.
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
}

impl<'a> Machine<'_, 'a> {
    fn step(&mut self, op: u8) -> Result<(), Error> {
        match op {
            op::PROTO => drop(self.input.byte()?),
            op::FRAME => drop(self.input.take(8)?),
            op::MARK => self.marks.push(self.stack.len()),
            op::POP if self.stack.len() == self.floor() => drop(self.since_mark()?),
            op::POP => drop(self.pop()?),
            op::POP_MARK => drop(self.since_mark()?),
            op::BINPUT | op::LONG_BINPUT | op::MEMOIZE => self.put(op)?,
            op::BINGET | op::LONG_BINGET => self.get(op)?,
            op::APPEND => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            op::APPENDS | op::ADDITEMS => {
                let items = self.since_mark()?;
                self.append(items)?;
            }
            op::SETITEM => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set(vec![(key, value)])?;
            }
            op::SETITEMS => {
                let items = self.since_mark()?;
                self.set(pairs(&items)?)?;
            }
            // Attributes, as the `_metadata` of a state dict; its entries are there already.
            op::BUILD => drop((self.pop()?, self.top()?)),
            _ => {
                let value = self.value(op)?;
                self.push(value);
            }
        }
        Ok(())
    }

    /// What an opcode leaves on the stack.
    fn value(&mut self, op: u8) -> Result<Value<'a>, Error> {
        Ok(match op {
            op::NONE => Value::None,
            op::NEWTRUE => Value::Bool(true),
            op::NEWFALSE => Value::Bool(false),
            op::BININT => Value::Int(i32::from_le_bytes(self.input.array()?).into()),
            op::BININT1 => Value::Int(self.input.byte()?.into()),
            op::BININT2 => Value::Int(u16::from_le_bytes(self.input.array()?).into()),
            op::LONG1 => self.long()?,
            op::BINUNICODE => Value::Text(utf8(self.counted::<4>()?)?),
            op::SHORT_BINUNICODE => Value::Text(utf8(self.counted::<1>()?)?),
            op::BINSTRING => self.string::<4>()?,
            op::SHORT_BINSTRING => self.string::<1>()?,
            op::BINFLOAT => other(self.input.take(8)?),
            op::BINBYTES => other(self.counted::<4>()?),
            op::SHORT_BINBYTES => other(self.counted::<1>()?),
            op::EMPTY_TUPLE => Value::Tuple(Vec::new()),
            op::TUPLE1 | op::TUPLE2 | op::TUPLE3 => Value::Tuple(self.last(usize::from(op - op::TUPLE1) + 1)?),
            op::TUPLE => Value::Tuple(self.since_mark()?),
            op::EMPTY_LIST | op::EMPTY_SET => Value::List(Vec::new()),
            op::LIST => Value::List(self.since_mark()?),
            op::EMPTY_DICT => Value::Dict(Vec::new()),
            op::DICT => Value::Dict(pairs(&self.since_mark()?)?),
            op::GLOBAL => Value::Global(self.input.line()?, self.input.line()?),
            op::STACK_GLOBAL => self.global()?,
            op::BINPERSID => Value::Persistent(self.pop()?),
            op::REDUCE | op::NEWOBJ => self.call()?,
            _ => return Err(damaged(&format!("its pickle holds {op:#04x}, which is no opcode known here"))),
        })
    }

    /// `N` bytes of length, then as many bytes.
    fn counted<const N: usize>(&mut self) -> Result<&'a [u8], Error> {
        let length = self.input.length::<N>()?;
        self.input.take(length)
    }

    /// What Python 2 wrote for a name as well as for bytes.
    fn string<const N: usize>(&mut self) -> Result<Value<'a>, Error> {
        Ok(str::from_utf8(self.counted::<N>()?).map_or(Value::Other, Value::Text))
    }

    /// Little-endian, its sign in the last byte.
    fn long(&mut self) -> Result<Value<'a>, Error> {
        let bytes = self.counted::<1>()?;
        let sign = if bytes.last().is_some_and(|byte| *byte >= 0x80) { 0xff } else { 0 };
        let mut wide = [sign; 8];
        Ok(match wide.get_mut(..bytes.len()) {
            Some(low) => {
                low.copy_from_slice(bytes);
                Value::Int(i64::from_le_bytes(wide))
            }
            None => Value::Other,
        })
    }

    fn global(&mut self) -> Result<Value<'a>, Error> {
        let (name, module) = (self.pop()?, self.pop()?);
        match (&self.values[module.0], &self.values[name.0]) {
            (Value::Text(module), Value::Text(name)) => Ok(Value::Global(module, name)),
            _ => Err(damaged("its pickle names a class by no text")),
        }
    }

    fn call(&mut self) -> Result<Value<'a>, Error> {
        let (arguments, of) = (self.pop()?, self.pop()?);
        Ok(match (&self.values[of.0], &self.values[arguments.0]) {
            (Value::Global("collections", "OrderedDict"), Value::Tuple(none)) if none.is_empty() => Value::Dict(Vec::new()),
            _ => Value::Call(of, arguments),
        })
    }

    fn push(&mut self, value: Value<'a>) {
        self.stack.push(Id(self.values.len()));
        self.values.push(value);
    }

    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn top(&self) -> Result<Id, Error> {
        let above = self.stack.get(self.floor()..).unwrap_or_default();
        above
            .last()
            .copied()
            .ok_or_else(|| damaged("its pickle takes what it did not lay down"))
    }

    fn pop(&mut self) -> Result<Id, Error> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    fn last(&mut self, count: usize) -> Result<Vec<Id>, Error> {
        let mut items = (0..count).map(|_| self.pop()).collect::<Result<Vec<_>, _>>()?;
        items.reverse();
        Ok(items)
    }

    fn since_mark(&mut self) -> Result<Vec<Id>, Error> {
        let height = self.marks.pop().ok_or_else(|| damaged("its pickle goes back to no mark"))?;
        Ok(self.stack.drain(height.min(self.stack.len())..).collect())
    }

    fn put(&mut self, op: u8) -> Result<(), Error> {
        let key = match op {
            op::BINPUT => self.input.byte()?.into(),
            op::LONG_BINPUT => u32::from_le_bytes(self.input.array()?),
            // `MOST_STEPS` is far below.
            _ => u32::try_from(self.memo.len()).unwrap_or(u32::MAX),
        };
        self.memo.insert(key, self.top()?);
        Ok(())
    }

    fn get(&mut self, op: u8) -> Result<(), Error> {
        let key = match op {
            op::BINGET => self.input.byte()?.into(),
            _ => u32::from_le_bytes(self.input.array()?),
        };
        let id = self
            .memo
            .get(&key)
            .ok_or_else(|| damaged("its pickle recalls what it did not note"))?;
        self.stack.push(*id);
        Ok(())
    }

    fn append(&mut self, items: Vec<Id>) -> Result<(), Error> {
        let list = self.top()?;
        match &mut self.values[list.0] {
            Value::List(list) => list.extend(items),
            // Of a class: whatever it is, it is not asked for.
            Value::Call(..) => {}
            _ => return Err(damaged("its pickle appends to what is no list")),
        }
        Ok(())
    }

    fn set(&mut self, items: Vec<(Id, Id)>) -> Result<(), Error> {
        let dict = self.top()?;
        match &mut self.values[dict.0] {
            Value::Dict(dict) => dict.extend(items),
            Value::Call(..) => {}
            _ => return Err(damaged("its pickle sets entries of what is no dictionary")),
        }
        Ok(())
    }
}

/// Bytes that are passed over.
fn other(_: &[u8]) -> Value<'_> {
    Value::Other
}

fn pairs(items: &[Id]) -> Result<Vec<(Id, Id)>, Error> {
    let (pairs, rest) = items.as_chunks::<2>();
    if rest.is_empty() {
        Ok(pairs.iter().map(|[key, value]| (*key, *value)).collect())
    } else {
        Err(damaged("its pickle has a key without a value"))
    }
}
