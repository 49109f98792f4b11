//! MP4: boxes in boxes. The sample table says where the payload lies, the edit list which frames are music.

use std::fs::File;
use std::io;

use super::{Hints, Outline, Payload, be32, be64};
use crate::file::{read_at, read_up_to};
use crate::view::Part;

mod entry;
mod fragments;

pub(crate) use entry::SoundEntry;

/// A table of sample sizes larger than this belongs to no audio file.
const MAX_TABLE: u64 = 64 << 20;
/// Nor a table of chunks or runs larger than this: a 60-hour audio book in half seconds fills an eighth of it.
const MAX_CHUNK_TABLE: u64 = 16 << 20;
/// Tracks that are looked into; a film with every language has half as many.
const MAX_TRACKS: usize = 100;
/// Stretches of payload that are told apart; where there are more, the demultiplexer's packets are the payload.
const MAX_PARTS: usize = 100_000;

/// Which frames of a stream to play, in units of the media's time scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) start: u64,
    /// One past the last.
    pub(crate) end: u64,
    /// Units per second.
    pub(crate) time_scale: u32,
}

#[derive(Clone, Copy, Debug)]
struct Box4 {
    kind: [u8; 4],
    start: u64,
    body: u64,
    end: u64,
}

pub(crate) fn looks_like(magic: &[u8]) -> bool {
    matches!(magic.get(4..8), Some(b"ftyp" | b"moov" | b"mdat" | b"free" | b"skip" | b"wide"))
}

/// The view renames tag boxes to `free`: nothing moves, and pictures are skipped unread.
pub(super) fn outline(file: &mut File, len: u64) -> io::Result<Outline> {
    let top = boxes(file, 0, len)?;
    let fragmented = top.iter().any(|found| &found.kind == b"moof");
    let mut hidden = Vec::new();
    let mut payload = None;
    let mut hints = Hints::default();
    if let Some(moov) = top.iter().find(|found| &found.kind == b"moov") {
        let children = boxes(file, moov.body, moov.end)?;
        hidden.extend(kinds_of_tag_boxes(&children));
        let movie_scale = match children.iter().find(|found| &found.kind == b"mvhd") {
            Some(mvhd) => time_scale(file, mvhd)?,
            None => 0,
        };
        for trak in children.iter().filter(|found| &found.kind == b"trak").take(MAX_TRACKS) {
            let inside = boxes(file, trak.body, trak.end)?;
            hidden.extend(kinds_of_tag_boxes(&inside));
            if hints.entry.is_none()
                && let Some(mut track) = track(file, &inside)?
            {
                if fragmented {
                    hints.ticks = fragments::length(file, &top, &children)?;
                    track.ticks = hints.ticks.unwrap_or(0);
                }
                hints.edit = match gapless_tag(file, &children)? {
                    Some((start, end)) if end <= track.ticks => Some(Edit {
                        start,
                        end,
                        time_scale: track.scale,
                    }),
                    _ => edit(file, &inside, &track, movie_scale)?,
                };
                hints.entry = track.entry;
                payload = track.parts.filter(|_| !fragmented);
            }
        }
    }
    hidden.sort_unstable();
    let mut view = Vec::new();
    let mut shown_to = 0;
    for at in hidden {
        view.push(Part::File {
            start: shown_to,
            len: at - shown_to,
        });
        view.push(Part::Bytes(b"free".to_vec()));
        shown_to = at + 4;
    }
    view.push(Part::File {
        start: shown_to,
        len: len - shown_to,
    });
    Ok(Outline {
        view,
        payload: payload.map_or(Payload::Packets, Payload::Parts),
        hints,
    })
}

struct SoundTrack {
    /// `None` where the tables make no sense, and in fragments.
    parts: Option<Vec<Part>>,
    scale: u32,
    /// Length of all samples.
    ticks: u64,
    entry: Option<SoundEntry>,
}

/// A sound track as its sample table has it; `None` for other tracks and for those without a table.
fn track(file: &mut File, trak: &[Box4]) -> io::Result<Option<SoundTrack>> {
    let Some(mdia) = find(trak, b"mdia") else { return Ok(None) };
    let mdia = boxes(file, mdia.body, mdia.end)?;
    let sound = match find(&mdia, b"hdlr") {
        Some(hdlr) => read_at::<12>(file, hdlr.body)?.is_some_and(|head| &head[8..] == b"soun"),
        None => false,
    };
    let (Some(minf), true) = (find(&mdia, b"minf"), sound) else {
        return Ok(None);
    };
    let minf = boxes(file, minf.body, minf.end)?;
    let Some(stbl) = find(&minf, b"stbl") else { return Ok(None) };
    let stbl = boxes(file, stbl.body, stbl.end)?;
    let (Some(stsz), Some(stsc), Some(stts)) = (find(&stbl, b"stsz"), find(&stbl, b"stsc"), find(&stbl, b"stts")) else {
        return Ok(None);
    };
    let (chunks, width) = match (find(&stbl, b"stco"), find(&stbl, b"co64")) {
        (Some(stco), _) => (table(file, stco, MAX_CHUNK_TABLE)?, 4),
        (None, Some(co64)) => (table(file, co64, MAX_CHUNK_TABLE)?, 8),
        (None, None) => return Ok(None),
    };
    let offset = |bytes: &[u8]| if width == 4 { u64::from(be32(bytes)) } else { be64(bytes) };
    let chunks = chunks.get(8..).unwrap_or_default().chunks_exact(width).map(offset);
    let sizes = table(file, stsz, MAX_TABLE)?;
    let runs = table(file, stsc, MAX_CHUNK_TABLE)?;
    let parts = payload_parts(&sizes, &runs, chunks);
    let times = table(file, stts, MAX_CHUNK_TABLE)?;
    let ticks = times
        .get(8..)
        .unwrap_or_default()
        .chunks_exact(8)
        .map(|run| u64::from(be32(run)) * u64::from(be32(&run[4..])));
    let ticks = ticks.fold(0, u64::saturating_add);
    let scale = match find(&mdia, b"mdhd") {
        Some(mdhd) => time_scale(file, mdhd)?,
        None => 0,
    };
    let entry = match find(&stbl, b"stsd") {
        Some(stsd) => entry::read(file, stsd.body, stsd.end, scale)?,
        None => None,
    };
    Ok(Some(SoundTrack {
        parts,
        scale,
        ticks,
        entry,
    }))
}

/// Where the samples lie, in order, neighbours joined. `None` if the tables contradict each other, if chunks overlap or go
/// backwards, which no encoder writes, or if there are no stretches or more than [`MAX_PARTS`].
fn payload_parts(sizes: &[u8], runs: &[u8], chunks: impl Iterator<Item = u64>) -> Option<Vec<Part>> {
    let fixed = be32(sizes.get(4..8)?);
    let count = be32(sizes.get(8..12)?) as usize;
    let table = sizes.get(12..)?;
    if fixed == 0 && table.len() / 4 < count {
        return None;
    }
    let runs: Vec<(usize, usize)> = runs
        .get(8..)?
        .chunks_exact(12)
        .map(|run| (be32(run) as usize, be32(&run[4..]) as usize))
        .collect();
    let (mut parts, mut sample, mut run) = (Vec::<(u64, u64)>::new(), 0_usize, 0);
    for (index, offset) in chunks.enumerate() {
        while runs.get(run + 1).is_some_and(|next| next.0 <= index + 1) {
            run += 1;
        }
        let (_, in_chunk) = *runs.get(run)?;
        let last = sample.checked_add(in_chunk)?.min(count);
        let size: u64 = if fixed != 0 {
            u64::from(fixed).checked_mul((last - sample) as u64)?
        } else {
            table[sample * 4..last * 4].chunks_exact(4).map(|size| u64::from(be32(size))).sum()
        };
        sample = last;
        if size == 0 {
            continue;
        }
        offset.checked_add(size)?;
        let stretches = parts.len();
        match parts.last_mut() {
            Some((start, len)) if *start + *len == offset => *len += size,
            Some((start, len)) if *start + *len > offset => return None,
            _ if stretches == MAX_PARTS => return None,
            _ => parts.push((offset, size)),
        }
    }
    (!parts.is_empty()).then(|| parts.into_iter().map(|(start, len)| Part::File { start, len }).collect())
}

/// What the edit list plays; `None` if it plays everything or is more than one stretch.
fn edit(file: &mut File, trak: &[Box4], track: &SoundTrack, movie_scale: u32) -> io::Result<Option<Edit>> {
    let Some(edts) = find(trak, b"edts") else { return Ok(None) };
    let inside = boxes(file, edts.body, edts.end)?;
    let Some(elst) = find(&inside, b"elst") else { return Ok(None) };
    let bytes = table(file, elst, MAX_CHUNK_TABLE)?;
    let wide = bytes.first() == Some(&1);
    let edits: Vec<(u64, i64)> = if wide {
        bytes
            .get(8..)
            .unwrap_or_default()
            .chunks_exact(20)
            .map(|edit| (be64(edit), be64(&edit[8..]).cast_signed()))
            .collect()
    } else {
        let narrow = bytes.get(8..).unwrap_or_default().chunks_exact(12);
        narrow
            .map(|edit| (u64::from(be32(edit)), i64::from(be32(&edit[4..]).cast_signed())))
            .collect()
    };
    let played: Vec<_> = edits.into_iter().filter(|(_, start)| *start >= 0).collect();
    let [(length, start)] = played[..] else { return Ok(None) };
    let start = start.unsigned_abs();
    if movie_scale == 0 || start >= track.ticks {
        return Ok(None);
    }
    let length = u128::from(length) * u128::from(track.scale) / u128::from(movie_scale);
    let end = start.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    // The list counts in the coarser units of the movie; where the samples end within one of them, they say it exactly.
    let unit = u64::from(track.scale.div_ceil(movie_scale)) + 1;
    let end = if length == 0 || end.abs_diff(track.ticks) <= unit {
        track.ticks
    } else {
        end.min(track.ticks)
    };
    Ok(Some(Edit {
        start,
        end,
        time_scale: track.scale,
    }))
}

/// iTunes' own note of delay and length, exact in samples: the first and one past the last frame to play.
fn gapless_tag(file: &mut File, moov: &[Box4]) -> io::Result<Option<(u64, u64)>> {
    let Some((at, size)) = free_form(file, moov, b"iTunSMPB")? else {
        return Ok(None);
    };
    let mut text = vec![0; usize::try_from(size).unwrap_or(0).min(256)];
    let found = read_up_to(file, at, &mut text)?;
    Ok(parse_gapless(&String::from_utf8_lossy(&text[..found])))
}

/// Where the value of a free-form tag of a file of `len` bytes begins, and its size.
pub(crate) fn text(file: &mut File, len: u64, name: &[u8]) -> io::Result<Option<(u64, u64)>> {
    let top = boxes(file, 0, len)?;
    let Some(moov) = find(&top, b"moov") else { return Ok(None) };
    let inside = boxes(file, moov.body, moov.end)?;
    free_form(file, &inside, name)
}

/// The same, in a `moov` with these boxes; names are compared as programs write them, in any case.
fn free_form(file: &mut File, moov: &[Box4], wanted: &[u8]) -> io::Result<Option<(u64, u64)>> {
    let Some(udta) = find(moov, b"udta") else { return Ok(None) };
    let inside = boxes(file, udta.body, udta.end)?;
    let Some(meta) = find(&inside, b"meta") else { return Ok(None) };
    let inside = boxes(file, meta.body + 4, meta.end)?;
    let Some(ilst) = find(&inside, b"ilst") else { return Ok(None) };
    for item in boxes(file, ilst.body, ilst.end)?.iter().filter(|item| &item.kind == b"----") {
        let inside = boxes(file, item.body, item.end)?;
        let (Some(name), Some(data)) = (find(&inside, b"name"), find(&inside, b"data")) else {
            continue;
        };
        // Version and flags stand before a name, a kind and a locale before a value.
        let size = usize::try_from(name.end - name.body).unwrap_or(0);
        let mut found = vec![0; size.min(4 + wanted.len())];
        let read = read_up_to(file, name.body, &mut found)?;
        let called = size == 4 + wanted.len() && found[..read].get(4..).is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        if called && data.end - data.body > 8 {
            return Ok(Some((data.body + 8, data.end - data.body - 8)));
        }
    }
    Ok(None)
}

/// ` 00000000 00000840 000001CA 00000000003F31F6 …`: unused, delay, padding, length.
fn parse_gapless(text: &str) -> Option<(u64, u64)> {
    let mut numbers = text.split_whitespace().skip(1).map(|digits| u64::from_str_radix(digits, 16).ok());
    let (delay, _padding, length) = (numbers.next()??, numbers.next()??, numbers.next()??);
    (length > 0 && delay < 1 << 20).then_some((delay, delay.checked_add(length)?))
}

/// Where in the file the kinds of the boxes with tags stand.
fn kinds_of_tag_boxes(boxes: &[Box4]) -> impl Iterator<Item = u64> {
    let with_tags = boxes.iter().filter(|found| matches!(&found.kind, b"udta" | b"meta"));
    with_tags.map(|found| found.start + 4)
}

fn find<'a>(boxes: &'a [Box4], kind: &[u8; 4]) -> Option<&'a Box4> {
    boxes.iter().find(|found| &found.kind == kind)
}

fn time_scale(file: &mut File, header: &Box4) -> io::Result<u32> {
    let offset = match read_at::<1>(file, header.body)? {
        Some([1]) => 20,
        _ => 12,
    };
    Ok(read_at::<4>(file, header.body + offset)?.map_or(0, |bytes| be32(&bytes)))
}

/// A table box's body, version and flags included; empty if it is larger than `most`.
fn table(file: &mut File, found: &Box4, most: u64) -> io::Result<Vec<u8>> {
    let size = found.end - found.body;
    if size > most {
        return Ok(Vec::new());
    }
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    let read = read_up_to(file, found.body, &mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// The boxes between two offsets; a box that claims to reach further ends the list.
fn boxes(file: &mut File, from: u64, to: u64) -> io::Result<Vec<Box4>> {
    let mut found = Vec::new();
    let mut at = from;
    while at + 8 <= to && found.len() < 10_000 {
        let Some(header) = read_at::<16>(file, at)?.or(read_at::<8>(file, at)?.map(|short| {
            let mut long = [0; 16];
            long[..8].copy_from_slice(&short);
            long
        })) else {
            break;
        };
        let kind = [header[4], header[5], header[6], header[7]];
        let (size, head) = match be32(&header) {
            0 => (to - at, 8),
            1 => (be64(&header[8..]), 16),
            size => (u64::from(size), 8),
        };
        let Some(end) = at.checked_add(size).filter(|end| *end <= to && size >= head) else {
            break;
        };
        found.push(Box4 {
            kind,
            start: at,
            body: at + head,
            end,
        });
        at = end;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gapless_tag_is_hexadecimal() {
        let text = " 00000000 00000840 000001CA 00000000003F31F6 00000000 00000000";
        assert_eq!(parse_gapless(text), Some((0x840, 0x840 + 0x3f_31f6)));
        assert_eq!(parse_gapless(" 00000000 00000840"), None);
        assert_eq!(parse_gapless(""), None);
    }

    #[test]
    fn chunks_become_stretches() {
        let be = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
        let sizes = be(&[0, 0, 5, 10, 20, 30, 40, 50]);
        // Two samples in chunks 1 and 2, one from chunk 3 on.
        let runs = be(&[0, 2, 1, 2, 1, 3, 1, 1]);
        let parts = payload_parts(&sizes, &runs, [100, 130, 500].into_iter()).unwrap();
        let ranges: Vec<_> = parts
            .iter()
            .map(|part| {
                if let Part::File { start, len } = part {
                    (*start, *len)
                } else {
                    (0, 0)
                }
            })
            .collect();
        assert_eq!(ranges, [(100, 100), (500, 50)]);
        assert!(payload_parts(&sizes[..20], &runs, [100].into_iter()).is_none());
        for offsets in [[100, 110, 500], [100, 130, 120], [500, 100, 130]] {
            assert!(payload_parts(&sizes, &runs, offsets.into_iter()).is_none(), "{offsets:?} overlap");
        }
    }

    #[test]
    fn hostile_tables_cost_nothing() {
        let be = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
        // Four thousand million samples of one byte, one a chunk.
        let (sizes, runs) = (be(&[0, 1, u32::MAX]), be(&[0, 1, 1, 1, 1]));
        let mut taken = 0;
        let counted = |step: u64| (0..).map(move |n| n * step);
        assert!(payload_parts(&sizes, &runs, counted(0).inspect(|_| taken += 1)).is_none());
        assert!(taken < 10, "the second chunk already lies on the first");
        taken = 0;
        assert!(payload_parts(&sizes, &runs, counted(2).inspect(|_| taken += 1)).is_none());
        assert!(taken <= MAX_PARTS + 1);
        let apart = payload_parts(&sizes, &runs, counted(2).take(MAX_PARTS)).map(|parts| parts.len());
        assert_eq!(apart, Some(MAX_PARTS));
        let huge = be(&[0, u32::MAX, u32::MAX]);
        let all = be(&[0, 1, 1, u32::MAX, 1]);
        assert!(
            payload_parts(&huge, &all, [u64::MAX - 5].into_iter()).is_none(),
            "past the end of all numbers"
        );
    }
}
