//! Ogg: what packets a file has, and pages whose checksums hold although something in them was changed.

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum >> 31 == 1 { (sum << 1) ^ 0x04c1_1db7 } else { sum << 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
}

const TABLE: [u32; 256] = table();

fn checksum(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)])
}

/// First byte, first byte of the body, and end of each page.
fn pages(bytes: &[u8]) -> Vec<(usize, usize, usize)> {
    let (mut pages, mut at) = (Vec::new(), 0);
    while at + 27 <= bytes.len() {
        if !bytes[at..].starts_with(b"OggS") {
            at += 1;
            continue;
        }
        let body = at + 27 + usize::from(bytes[at + 26]);
        let Some(lacing) = bytes.get(at + 27..body) else { break };
        let end = body + lacing.iter().map(|lace| usize::from(*lace)).sum::<usize>();
        if end > bytes.len() {
            at += 4;
            continue;
        }
        pages.push((at, body, end));
        at = end;
    }
    pages
}

/// Makes the checksums of all whole pages hold: a parser looks no further where they do not.
pub fn repair(bytes: &mut [u8]) {
    if !bytes.starts_with(b"OggS") {
        return;
    }
    for (at, _, end) in pages(bytes) {
        bytes[at + 22..at + 26].fill(0);
        let sum = checksum(&bytes[at..end]);
        bytes[at + 22..at + 26].copy_from_slice(&sum.to_le_bytes());
    }
}

/// The packets of the only stream in it.
pub fn packets(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut packets, mut open) = (Vec::new(), Vec::new());
    for (at, body, _) in pages(bytes) {
        let mut from = body;
        for &lace in &bytes[at + 27..body] {
            open.extend_from_slice(&bytes[from..from + usize::from(lace)]);
            from += usize::from(lace);
            if lace < 255 {
                packets.push(std::mem::take(&mut open));
            }
        }
    }
    packets
}

/// One page with whole packets of less than 255 × 255 bytes.
pub fn page(serial: u32, number: u32, granule: u64, flags: u8, packets: &[&[u8]]) -> Vec<u8> {
    let mut lacing = Vec::new();
    for packet in packets {
        lacing.extend(std::iter::repeat_n(255, packet.len() / 255));
        lacing.push((packet.len() % 255) as u8);
    }
    let mut bytes = b"OggS\0".to_vec();
    bytes.push(flags);
    bytes.extend(granule.to_le_bytes());
    bytes.extend(serial.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.push(lacing.len() as u8);
    bytes.extend(lacing);
    packets.iter().for_each(|packet| bytes.extend_from_slice(packet));
    repair(&mut bytes);
    bytes
}
