//! Where in a file its sizes, counts and codes stand, for each container that is known here.

/// A number in a file.
pub struct Field {
    pub at: usize,
    /// Bytes.
    pub width: usize,
    pub little: bool,
    pub what: String,
}

/// Values that a field is set to by turns.
pub const EXTREMES: usize = 12;

impl Field {
    fn get(&self, bytes: &[u8]) -> u64 {
        let here = &bytes[self.at..self.at + self.width];
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        if self.little {
            here.iter().rev().fold(0, fold)
        } else {
            here.iter().fold(0, fold)
        }
    }

    pub fn set(&self, bytes: &mut [u8], value: u64) {
        // What was moved by an earlier change may end before it.
        let Some(here) = bytes.get_mut(self.at..self.at + self.width) else {
            return;
        };
        for (index, byte) in here.iter_mut().enumerate() {
            let shift = if self.little { index } else { self.width - 1 - index };
            *byte = (value >> (8 * shift)) as u8;
        }
    }

    pub fn set_extreme(&self, bytes: &mut [u8], extreme: usize) {
        if self.at + self.width > bytes.len() {
            return;
        }
        let most = u64::MAX >> (64 - 8 * self.width as u32);
        let (now, len) = (self.get(bytes), bytes.len() as u64);
        let value = match extreme {
            0 => 0,
            1 => 1,
            2 => most,
            3 => most - 1,
            4 => most >> 1,
            5 => (most >> 1) + 1,
            6 => now.wrapping_add(1),
            7 => now.wrapping_sub(1),
            8 => now.wrapping_mul(2),
            9 => len,
            10 => len - self.at as u64,
            _ => most >> 4,
        };
        self.set(bytes, value & most);
    }
}

/// Most fields of one file; the more there are, the more thinly the rest is passed over.
const MOST: usize = 400;

pub fn of(bytes: &[u8]) -> Vec<Field> {
    let mut list = List { bytes, fields: Vec::new() };
    list.any(0);
    list.fields.retain(|field| field.at + field.width <= bytes.len());
    let step = list.fields.len().div_ceil(MOST).max(1);
    let mut kept = list.fields;
    let mut index = 0;
    // The first ones are headers.
    kept.retain(|_| {
        index += 1;
        index < MOST / 2 || index % step == 0
    });
    kept
}

struct List<'a> {
    bytes: &'a [u8],
    fields: Vec<Field>,
}

impl List<'_> {
    fn add(&mut self, at: usize, width: usize, little: bool, what: &str) {
        let what = format!("{what}@{at}");
        self.fields.push(Field { at, width, little, what });
    }

    /// Every number of these widths in a stretch whose insides are not taken apart.
    fn every(&mut self, from: usize, to: usize, widths: &[usize], little: bool, what: &str) {
        for &width in widths {
            for at in (from..to.min(self.bytes.len())).step_by(width) {
                self.add(at, width, little, what);
            }
        }
    }

    fn number(&self, at: usize, width: usize, little: bool) -> usize {
        let here = self.bytes.get(at..at + width).unwrap_or_default();
        let fold = |value: usize, byte: &u8| value << 8 | usize::from(*byte);
        if little {
            here.iter().rev().fold(0, fold)
        } else {
            here.iter().fold(0, fold)
        }
    }

    fn starts(&self, at: usize, magic: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(magic))
    }

    fn any(&mut self, at: usize) {
        if self.starts(at, b"ID3") {
            self.id3(at);
        } else if self.starts(at, b"fLaC") {
            self.flac(at + 4);
        } else if self.starts(at, b"RIFF") || self.starts(at, b"RF64") {
            self.add(4, 4, true, "riff");
            self.chunks(12, true);
        } else if self.starts(at, b"FORM") {
            self.add(4, 4, false, "form");
            self.chunks(12, false);
        } else if self.starts(at, b"caff") {
            self.every(4, 8, &[2], false, "caff");
            self.caf(8);
        } else if self.starts(at, b"OggS") {
            self.ogg();
        } else if self.starts(at, &[0x1a, 0x45, 0xdf, 0xa3]) {
            self.ebml(0, self.bytes.len(), 0);
        } else if self.starts(at + 4, b"ftyp") {
            self.boxes(0, self.bytes.len(), 0);
        } else {
            // Frames of MPEG audio: headers, what follows them, and the note of the encoder.
            self.every(at, at + 64, &[1, 2, 4], false, "frame");
            let frames = (at + 64..self.bytes.len().min(at + 4096)).filter(|next| self.starts(*next, &[0xff]));
            for next in frames.take(20).collect::<Vec<_>>() {
                self.every(next, next + 8, &[1, 2], false, "frame");
            }
        }
    }

    fn id3(&mut self, at: usize) {
        self.every(at + 3, at + 10, &[1], false, "id3");
        self.add(at + 6, 4, false, "id3-size");
        let size = (0..4).fold(0, |size, index| size << 7 | usize::from(self.bytes[at + 6 + index] & 127));
        let (mut frame, end) = (at + 10, at + 10 + size);
        while frame + 10 < end && self.bytes[frame].is_ascii_uppercase() {
            self.every(frame, frame + 10, &[2, 4], false, "id3-frame");
            self.add(frame + 4, 4, false, "id3-frame-size");
            self.every(frame + 10, frame + 14, &[1], false, "id3-text");
            frame += 10 + self.number(frame + 4, 4, false).min(1 << 20);
        }
        if end < self.bytes.len() && size > 0 {
            self.any(end);
        }
    }

    fn flac(&mut self, mut at: usize) {
        loop {
            self.add(at, 1, false, "flac-kind");
            self.add(at + 1, 3, false, "flac-size");
            let (kind, size) = (self.number(at, 1, false), self.number(at + 1, 3, false));
            let body = at + 4;
            match kind & 127 {
                0 => {
                    for (offset, width) in [(0, 2), (2, 2), (4, 3), (7, 3), (10, 3), (12, 2), (13, 5), (10, 8)] {
                        self.add(body + offset, width, false, "streaminfo");
                    }
                }
                4 => self.every(body, body + size.min(200), &[4], true, "comment"),
                _ => self.every(body, body + size.min(60), &[2, 4, 8], false, "flac-block"),
            }
            at = body + size;
            if kind & 128 != 0 || at + 4 > self.bytes.len() {
                break;
            }
        }
        self.every(at, at + 32, &[1, 2], false, "flac-frame");
    }

    fn chunks(&mut self, mut at: usize, little: bool) {
        while at + 8 < self.bytes.len() {
            let kind = String::from_utf8_lossy(&self.bytes[at..at + 4]).into_owned();
            let size = self.number(at + 4, 4, little).min(self.bytes.len());
            self.add(at + 4, 4, little, &format!("{kind}-size"));
            let body = at + 8;
            let shown = if kind == "data" { 8 } else { size.min(64) };
            self.every(body, body + shown, &[2, 4], little, &kind);
            at = body + size + (size & 1);
        }
    }

    fn caf(&mut self, mut at: usize) {
        while at + 12 < self.bytes.len() {
            let kind = String::from_utf8_lossy(&self.bytes[at..at + 4]).into_owned();
            let size = self.number(at + 4, 8, false).min(self.bytes.len());
            self.add(at + 4, 8, false, &format!("{kind}-size"));
            let body = at + 12;
            self.every(body, body + size.min(64), &[1, 4, 8], false, &kind);
            at = body + size;
        }
    }

    fn boxes(&mut self, mut at: usize, to: usize, depth: usize) {
        while at + 8 <= to && depth < 12 {
            let kind = String::from_utf8_lossy(&self.bytes[at + 4..at + 8]).into_owned();
            let size = self.number(at, 4, false);
            self.add(at, 4, false, &format!("{kind}-size"));
            if size < 8 || at + size > to {
                break;
            }
            let body = at + 8;
            match kind.as_str() {
                "moov" | "trak" | "mdia" | "minf" | "stbl" | "edts" | "udta" | "mvex" | "moof" | "traf" | "ilst" => {
                    self.boxes(body, at + size, depth + 1);
                }
                "meta" => self.boxes(body + 4, at + size, depth + 1),
                "mdat" | "free" => {}
                "stsd" => {
                    self.add(body + 4, 4, false, "stsd-count");
                    self.every(body + 8, (body + 128).min(at + size), &[1, 2, 4], false, "stsd");
                }
                _ => self.every(body, (body + 64).min(at + size), &[4], false, &kind),
            }
            at += size;
        }
    }

    fn ebml(&mut self, mut at: usize, to: usize, depth: usize) {
        while at + 2 <= to && depth < 8 {
            let id_len = self.bytes[at].leading_zeros() as usize + 1;
            let size_at = at + id_len;
            if id_len > 4 || size_at >= to {
                break;
            }
            let size_len = self.bytes[size_at].leading_zeros() as usize + 1;
            let body = size_at + size_len;
            if size_len > 8 || body > to {
                break;
            }
            let id = self.number(at, id_len, false);
            let most = (1_u64 << (7 * size_len)) - 1;
            let size = (self.number(size_at, size_len, false) as u64) & most;
            let name = format!("{id:x}");
            self.add(size_at, size_len, false, &format!("{name}-size"));
            let end = if size == most { to } else { (body + size as usize).min(to) };
            // Segment, cluster, info, tracks, entry, audio, cues, point, positions, tags, tag, simple tag, group, seek head, seek.
            const LEVELS: [usize; 15] = [
                0x1853_8067,
                0x1f43_b675,
                0x1549_a966,
                0x1654_ae6b,
                0xae,
                0xe1,
                0x1c53_bb6b,
                0xbb,
                0xb7,
                0x1254_c367,
                0x7373,
                0x67c8,
                0xa0,
                0x114d_9b74,
                0x4dbb,
            ];
            if LEVELS.contains(&id) || id == 0x1a45_dfa3 {
                self.ebml(body, end, depth + 1);
            } else if end - body <= 8 && end > body {
                self.add(body, end - body, false, &name);
            } else {
                self.every(body, (body + 24).min(end), &[1, 2], false, &name);
            }
            at = end;
        }
    }

    fn ogg(&mut self) {
        let mut at = 0;
        let mut pages = 0;
        while self.starts(at, b"OggS") {
            let count = self.number(at + 26, 1, false);
            let body = at + 27 + count;
            let lacing = self.bytes.get(at + 27..body).unwrap_or_default();
            let end = body + lacing.iter().map(|lace| usize::from(*lace)).sum::<usize>();
            if pages < 4 || end >= self.bytes.len() {
                self.every(at + 4, at + 6, &[1], true, "page");
                for (offset, width) in [(6, 8), (14, 4), (18, 4), (26, 1)] {
                    self.add(at + offset, width, true, "page");
                }
                self.every(at + 27, body.min(at + 40), &[1], true, "lacing");
                self.every(body, (body + 64).min(end), &[1, 4], true, "packet");
            }
            (at, pages) = (end, pages + 1);
        }
    }
}
