//! Matroska: the title that stands in the segment's header, which the demultiplexer does not hand out.

use std::fs::File;
use std::io;

use crate::file::{read_at, read_up_to};

const EBML: u64 = 0x1a45_dfa3;
const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_a966;
const TITLE: u64 = 0x7ba9;
const CLUSTER: u64 = 0x1f43_b675;

/// The title of the whole file, if it is Matroska or WebM and has one.
pub(crate) fn title(file: &mut File) -> io::Result<Option<String>> {
    // Levels are entered, other elements stepped over; a header has a dozen of them.
    let mut at = 0;
    for _ in 0..1000 {
        let Some((id, body, size)) = element(file, at)? else { break };
        match id {
            SEGMENT | INFO => at = body,
            TITLE => {
                let mut text = vec![0; size.min(4096) as usize];
                let found = read_up_to(file, body, &mut text)?;
                return Ok(Some(String::from_utf8_lossy(&text[..found]).trim_end_matches('\0').to_string()));
            }
            CLUSTER => break,
            _ if at == 0 && id != EBML => break,
            _ => match body.checked_add(size) {
                Some(next) => at = next,
                None => break,
            },
        }
    }
    Ok(None)
}

/// Id, first byte of the body, and size of the element at `at`.
fn element(file: &mut File, at: u64) -> io::Result<Option<(u64, u64, u64)>> {
    let Some(head) = read_at::<12>(file, at)? else { return Ok(None) };
    let id_len = head[0].leading_zeros() as usize + 1;
    if id_len > 4 {
        return Ok(None);
    }
    let id = number(&head[..id_len], 0xff);
    let size_len = head[id_len].leading_zeros() as usize + 1;
    if size_len > 8 {
        return Ok(None);
    }
    let size = number(&head[id_len..id_len + size_len], 0xff >> size_len);
    Ok(Some((id, at + (id_len + size_len) as u64, size)))
}

fn number(bytes: &[u8], first: u64) -> u64 {
    bytes.iter().enumerate().fold(0, |value, (index, byte)| {
        value << 8 | if index == 0 { u64::from(*byte) & first } else { u64::from(*byte) }
    })
}
