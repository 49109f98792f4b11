//! The cue sheet of FLAC itself: a table of places, without a word.

use super::{Place, Said, Sheet, SheetTrack};
use crate::container::be64;

const HEAD: usize = 396;
const TRACK: usize = 36;
const INDEX: usize = 12;
/// The number of the track behind the last: of a disc, and of anything else.
const LEAD_OUT: [u8; 2] = [170, 255];

/// Reads the body of a block, in a stream of `rate` Hz; `None` if it is no list of tracks that follow each other.
pub(super) fn sheet(body: &[u8], rate: u32) -> Option<Sheet> {
    let mut tracks: Vec<SheetTrack> = Vec::new();
    let mut rest = body.get(HEAD..)?;
    for _ in 0..body[HEAD - 1] {
        let head = rest.get(..TRACK)?;
        let (number, is_data, indices) = (head[8], head[21] & 0x80 != 0, usize::from(head[35]));
        let table = rest.get(TRACK..TRACK + indices * INDEX)?;
        rest = &rest[TRACK + indices * INDEX..];
        // Index 0 is the pregap; a track that has no index 1 begins with itself.
        let first = table.chunks_exact(INDEX).find(|index| index[8] == 1).map_or(0, be64);
        let count = be64(head).checked_add(first)?;
        let start = Place { count, per_second: rate };
        if let Some(before) = tracks.last_mut()
            && before.end.is_none()
        {
            if count <= before.start.count {
                return None;
            }
            // The end of the last track is that of the file, which knows it better.
            before.end = (!LEAD_OUT.contains(&number)).then_some(start);
        }
        if LEAD_OUT.contains(&number) {
            break;
        }
        if !is_data {
            tracks.push(SheetTrack {
                number: u32::from(number),
                file: 0,
                start,
                end: None,
                says: Said::default(),
            });
        }
    }
    let mut numbers: Vec<u32> = tracks.iter().map(|track| track.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    (numbers.len() == tracks.len() && !numbers.contains(&0)).then(|| Sheet {
        files: vec![String::new()],
        tracks,
        ..Sheet::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(number: u8, offset: u64, indices: &[(u64, u8)]) -> Vec<u8> {
        let mut bytes = offset.to_be_bytes().to_vec();
        bytes.push(number);
        bytes.extend([0; 26]);
        bytes.push(indices.len() as u8);
        for (offset, number) in indices {
            bytes.extend(offset.to_be_bytes());
            bytes.extend([*number, 0, 0, 0]);
        }
        bytes
    }

    fn block(tracks: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![0; HEAD - 1];
        bytes.push(tracks.len() as u8);
        [bytes, tracks.concat()].concat()
    }

    #[test]
    fn tracks_begin_at_their_first_index() {
        let body = block(&[
            track(1, 0, &[(0, 0), (588, 1)]),
            track(2, 10_000, &[(0, 0), (1_176, 1), (9_000, 2)]),
            track(170, 90_000, &[]),
        ]);
        let sheet = sheet(&body, 44_100).unwrap();
        let places: Vec<_> = sheet
            .tracks
            .iter()
            .map(|track| (track.number, track.start.frames(44_100), track.end.map(|end| end.frames(44_100))))
            .collect();
        assert_eq!(places, [(1, 588, Some(11_176)), (2, 11_176, None)]);
    }

    #[test]
    fn tables_cut_short_or_out_of_order_are_none() {
        let body = block(&[track(1, 0, &[(0, 1)]), track(2, 500, &[(0, 1)]), track(170, 900, &[])]);
        for len in 0..body.len() {
            assert!(sheet(&body[..len], 44_100).is_none());
        }
        assert!(sheet(&block(&[track(1, 500, &[]), track(2, 500, &[])]), 1).is_none());
        assert!(sheet(&block(&[track(1, u64::MAX, &[(1, 1)])]), 1).is_none());
        assert!(sheet(&block(&[track(1, 0, &[]), track(1, 5, &[])]), 1).is_none());
    }
}
