//! Matroska around packets of any codec.

/// An element with a size of eight bytes.
pub fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u64 | 1 << 56).to_be_bytes();
    [id, &size, body].concat()
}

/// An element with as short a size as fits.
fn small(id: &[u8], body: &[u8]) -> Vec<u8> {
    if body.len() < 127 {
        [id, &[0x80 | body.len() as u8], body].concat()
    } else {
        element(id, body)
    }
}

/// How the packets of a block are told apart.
#[derive(Clone, Copy)]
pub enum Lacing {
    None,
    Xiph,
    Fixed,
    Ebml,
}

fn block(packets: &[Vec<u8>], at: u16, lacing: Lacing) -> Vec<u8> {
    let flag = match lacing {
        Lacing::None => 0,
        Lacing::Xiph => 2,
        Lacing::Fixed => 4,
        Lacing::Ebml => 6,
    };
    let mut body = vec![0x81, (at >> 8) as u8, at as u8, 0x80 | flag];
    let told = packets.split_last().map_or(&[][..], |(_, rest)| rest);
    if flag != 0 {
        body.push(packets.len() as u8 - 1);
    }
    match lacing {
        Lacing::Xiph => {
            for packet in told {
                body.extend(std::iter::repeat_n(255, packet.len() / 255));
                body.push((packet.len() % 255) as u8);
            }
        }
        Lacing::Ebml => {
            let mut before = None;
            for packet in told {
                let len = packet.len() as i32;
                // Sizes of two bytes: the first whole, the others as differences.
                let value = before.map_or(len, |before: i32| len - before + 8191);
                body.extend((value as u16 | 0x4000).to_be_bytes());
                before = Some(len);
            }
        }
        Lacing::None | Lacing::Fixed => {}
    }
    packets.iter().for_each(|packet| body.extend(packet));
    element(&[0xa3], &body)
}

/// A file of one track, a block every `millis`.
pub fn file(codec: &str, private: &[u8], packets: &[Vec<u8>], millis: u16, lacing: Lacing) -> Vec<u8> {
    let audio = [
        small(&[0xb5], &44_100_f32.to_be_bytes()),
        small(&[0x9f], &[2]),
        small(&[0x62, 0x64], &[16]),
    ]
    .concat();
    let mut entry = [
        small(&[0xd7], &[1]),
        small(&[0x73, 0xc5], &[1]),
        small(&[0x83], &[2]),
        small(&[0x86], codec.as_bytes()),
    ]
    .concat();
    entry.extend(small(&[0x63, 0xa2], private));
    entry.extend(small(&[0xe1], &audio));
    let tracks = small(&[0x16, 0x54, 0xae, 0x6b], &small(&[0xae], &entry));
    let info = [
        small(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]),
        small(&[0x44, 0x89], &5_000_f32.to_be_bytes()),
    ]
    .concat();
    let simple = [small(&[0x45, 0xa3], b"TITLE"), small(&[0x44, 0x87], b"a title")].concat();
    let tag = [small(&[0x63, 0xc0], &[]), small(&[0x67, 0xc8], &simple)].concat();
    let positions = [small(&[0xf7], &[1]), small(&[0xf1], &[0, 0, 1, 0])].concat();
    let point = [small(&[0xb3], &[0]), small(&[0xb7], &positions)].concat();
    let mut segment = small(&[0x15, 0x49, 0xa9, 0x66], &info);
    segment.extend(tracks);
    segment.extend(small(&[0x12, 0x54, 0xc3, 0x67], &small(&[0x73, 0x73], &tag)));
    segment.extend(small(&[0x1c, 0x53, 0xbb, 0x6b], &small(&[0xbb], &point)));
    for (number, part) in packets.chunks(20).enumerate() {
        let mut cluster = small(&[0xe7], &(number as u32 * 20 * u32::from(millis)).to_be_bytes());
        let laced = if matches!(lacing, Lacing::None) { 1 } else { 4 };
        for (index, packets) in part.chunks(laced).enumerate() {
            cluster.extend(block(packets, index as u16 * laced as u16 * millis, lacing));
        }
        segment.extend(element(&[0x1f, 0x43, 0xb6, 0x75], &cluster));
    }
    let head = [
        small(&[0x42, 0x86], &[1]),
        small(&[0x42, 0xf2], &[4]),
        small(&[0x42, 0xf3], &[8]),
        small(&[0x42, 0x82], b"matroska"),
        small(&[0x42, 0x87], &[4]),
        small(&[0x42, 0x85], &[2]),
    ];
    [
        small(&[0x1a, 0x45, 0xdf, 0xa3], &head.concat()),
        element(&[0x18, 0x53, 0x80, 0x67], &segment),
    ]
    .concat()
}

/// Three header packets as Matroska keeps those of Vorbis.
pub fn xiph_private(headers: &[Vec<u8>]) -> Vec<u8> {
    let mut private = vec![headers.len() as u8 - 1];
    for header in &headers[..headers.len() - 1] {
        private.extend(std::iter::repeat_n(255, header.len() / 255));
        private.push((header.len() % 255) as u8);
    }
    headers.iter().for_each(|header| private.extend(header));
    private
}
