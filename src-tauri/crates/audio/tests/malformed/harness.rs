//! Child processes that endure one input after the other, watched from outside: a hang, an abort and a greedy file are seen there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use super::endure::endure;
use super::input;

/// An input that keeps a process busy for longer hangs. Counted is the time it has on a processor, which others do not shorten.
const PATIENCE: Duration = Duration::from_secs(5);
/// Whoever is not even busy for so long waits for something that does not come.
const STILL: Duration = Duration::from_secs(60);
/// KiB of resident memory that one file may cost.
const MOST_MEMORY: u64 = 256 << 10;
/// KiB of address space of a child: who asks for more is ended by the allocator.
const ADDRESS_SPACE: u64 = 4 << 20;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub first: u64,
    pub count: u64,
    pub seconds: Option<u64>,
    pub processes: usize,
    /// Where inputs that did harm are left.
    pub offenders: PathBuf,
}

#[derive(Default)]
struct Table {
    inputs: u64,
    classes: BTreeMap<String, u64>,
    panics: BTreeMap<String, u64>,
    slowest: (Duration, String),
    largest: (u64, String),
    deaths: Vec<String>,
    hangs: Vec<String>,
}

/// Tries `plan` in children that `start` begins, given their arguments, and prints what happened. False if a file did harm.
///
/// # Errors
/// When no process can be started.
pub fn run(plan: &Plan, start: &(dyn Fn(&[String]) -> Command + Sync)) -> std::io::Result<bool> {
    let table = Mutex::new(Table::default());
    let ends = plan.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let began = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..plan.processes as u64)
            .map(|number| {
                let table = &table;
                scope.spawn(move || watch(plan, plan.first + number, ends, start, table))
            })
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Ok(())))
    })?;
    let table = table.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    print(&table, began.elapsed());
    Ok(
        table.deaths.is_empty()
            && table.hangs.is_empty()
            && table.largest.0 <= MOST_MEMORY
            && !table.classes.contains_key("uncaught panic"),
    )
}

/// Tries every `processes`th input from `next` on, in as many children as it takes.
fn watch(
    plan: &Plan,
    mut next: u64,
    ends: Option<Instant>,
    start: &(dyn Fn(&[String]) -> Command + Sync),
    table: &Mutex<Table>,
) -> std::io::Result<()> {
    let (step, end) = (plan.processes as u64, plan.first + plan.count);
    while next < end && ends.is_none_or(|ends| Instant::now() < ends) {
        let args = [plan.seed, next, end, step].map(|number| number.to_string());
        let mut child = limited(&start(&args))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let lines = lines_of(&mut child);
        let mut began = (Instant::now(), Duration::ZERO);
        loop {
            if ends.is_some_and(|ends| Instant::now() >= ends) {
                let _ = child.kill();
                let _ = child.wait();
                remove_file_of(child.id());
                return Ok(());
            }
            match lines.recv_timeout(Duration::from_secs(1)) {
                Ok(line) => {
                    began = (Instant::now(), processor_time(Some(child.id())));
                    if let Some(index) = line.strip_prefix("begin ").and_then(|index| index.parse().ok()) {
                        next = index;
                    } else if hear(&line, plan, next, table) {
                        next += step;
                    }
                }
                Err(RecvTimeoutError::Timeout)
                    if began.0.elapsed() < STILL && processor_time(Some(child.id())).saturating_sub(began.1) <= PATIENCE => {}
                Err(reason) => {
                    let _ = child.kill();
                    let status = child.wait()?;
                    remove_file_of(child.id());
                    if next >= end {
                        break;
                    }
                    let name = keep(plan, next);
                    let mut table = table.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    table.inputs += 1;
                    match reason {
                        RecvTimeoutError::Timeout => table.hangs.push(name),
                        RecvTimeoutError::Disconnected => table.deaths.push(format!("{name}, {status}")),
                    }
                    next += step;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// The same command with less memory to ask for.
fn limited(command: &Command) -> Command {
    if !cfg!(target_os = "linux") {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        return same;
    }
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!("ulimit -v {ADDRESS_SPACE}; ulimit -c 0; exec \"$0\" \"$@\""));
    shell.arg(command.get_program()).args(command.get_args());
    shell
}

fn lines_of(child: &mut Child) -> Receiver<String> {
    let (sender, lines) = channel();
    if let Some(output) = child.stdout.take() {
        std::thread::spawn(move || {
            BufReader::new(output)
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
    }
    lines
}

/// Notes what a child says; true if it is done with the input.
fn hear(line: &str, plan: &Plan, index: u64, table: &Mutex<Table>) -> bool {
    let mut table = table.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(place) = line.strip_prefix("panic ") {
        let known = table.panics.entry(place.to_owned()).or_default();
        *known += 1;
        if *known == 1 {
            keep(plan, index);
        }
        return false;
    }
    let mut words = line.splitn(4, ' ');
    let (Some("end"), Some(Ok(micros)), Some(Ok(kib)), Some(class)) = (
        words.next(),
        words.next().map(str::parse),
        words.next().map(str::parse),
        words.next(),
    ) else {
        return false;
    };
    table.inputs += 1;
    *table.classes.entry(class.trim().to_owned()).or_default() += 1;
    let took = Duration::from_micros(micros);
    let name = || format!("{index} {}", input(plan.seed, index).name);
    if took > table.slowest.0 {
        table.slowest = (took, name());
    }
    if kib > table.largest.0 {
        table.largest = (kib, name());
    }
    if took > PATIENCE {
        table.hangs.push(name());
    }
    if took > PATIENCE || kib > MOST_MEMORY || class.trim() == "uncaught panic" {
        keep(plan, index);
    }
    true
}

/// Leaves an input that did harm for whoever looks into it.
fn keep(plan: &Plan, index: u64) -> String {
    let input = input(plan.seed, index);
    let name = format!("{index} {}", input.name);
    let path = plan.offenders.join(&name);
    if let Err(error) = fs::create_dir_all(&plan.offenders).and_then(|()| input.write(&path)) {
        eprintln!("{}: {error}", path.display());
    }
    name
}

fn print(table: &Table, took: Duration) {
    println!("{} inputs in {:.0} s", table.inputs, took.as_secs_f64());
    for (class, count) in &table.classes {
        println!("  {class:<20} {count:>9}");
    }
    println!("panics caught: {}", table.panics.values().sum::<u64>());
    for (place, count) in &table.panics {
        println!("  {count:>6} {place}");
    }
    println!("processes that died: {}", table.deaths.len());
    table.deaths.iter().for_each(|name| println!("  {name}"));
    println!("longer than {} s: {}", PATIENCE.as_secs(), table.hangs.len());
    table.hangs.iter().for_each(|name| println!("  {name}"));
    println!("slowest: {:.2?}, {}", table.slowest.0, table.slowest.1);
    println!("largest: {} MiB, {}", table.largest.0 >> 10, table.largest.1);
}

/// How long this thread, or another process, had a processor; where that is not told, how long it is by the clock.
pub fn processor_time(process: Option<u32>) -> Duration {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    let process = process.map_or_else(|| "thread-self".to_owned(), |process| process.to_string());
    let told = fs::read_to_string(format!("/proc/{process}/schedstat")).ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| STARTED.elapsed(), Duration::from_nanos)
}

/// In memory where there is such a place.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.into() } else { std::env::temp_dir() }
}

/// What a child that was ended could not remove itself.
fn remove_file_of(process: u32) {
    let begins = format!("endure-{process}.");
    for entry in fs::read_dir(folder()).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&begins) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The child: endures the inputs `[seed, first, end, step]`, and whatever else is to be done with each file, and says so line by line.
///
/// # Errors
/// When no file can be written or nobody listens.
pub fn child(args: &[String], also: fn(&Path)) -> std::io::Result<()> {
    let numbers: Vec<u64> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let [seed, first, end, step] = numbers[..] else {
        return Err(std::io::Error::other("four numbers are needed"));
    };
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| {
            let file = Path::new(place.file());
            let short: PathBuf = file.iter().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{}:{}", short.display(), place.line())
        });
        println!("panic {place}");
    }));
    let folder = folder();
    let mut out = std::io::stdout();
    for index in (first..end).step_by(step as usize) {
        let input = input(seed, index);
        let ending = input.name.rsplit('.').next().unwrap_or_default();
        let path = folder.join(format!("endure-{}.{ending}", std::process::id()));
        input.write(&path)?;
        writeln!(out, "begin {index}")?;
        out.flush()?;
        forget_peak();
        let began = processor_time(None);
        let outcome = endure(&path, index);
        also(&path);
        let (took, kib) = (processor_time(None).saturating_sub(began).as_micros(), peak_kib());
        fs::remove_file(&path)?;
        // Nothing here is the disk's fault: what says so is told apart by its words.
        let words = if outcome.class == "could not be read" {
            outcome.words.as_str()
        } else {
            ""
        };
        writeln!(out, "end {took} {kib} {} {words}", outcome.class)?;
        out.flush()?;
    }
    Ok(())
}

/// Lets the peak begin anew.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process had since the peak was begun anew, KiB; 0 where that is not told.
pub fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
