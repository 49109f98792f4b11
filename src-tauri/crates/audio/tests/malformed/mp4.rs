//! MP4: what lies in one, and new ones around it, in one piece and in fragments.

pub fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

pub fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The body of the box at `path`, kinds of boxes from the outside in.
pub fn find<'a>(mut bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    for kind in path {
        loop {
            let size = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
            let (here, rest) = bytes.split_at_checked(size.max(8))?;
            if &here[4..8] == *kind {
                bytes = &here[8..];
                break;
            }
            bytes = rest;
        }
    }
    Some(bytes)
}

const STBL: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];

fn table(bytes: &[u8], kind: &'static [u8; 4], skip: usize) -> Vec<u32> {
    let path: Vec<_> = STBL.into_iter().chain([kind]).collect();
    let body = find(bytes, &path).unwrap();
    body[skip..]
        .chunks_exact(4)
        .map(|word| u32::from_be_bytes(word.try_into().unwrap()))
        .collect()
}

/// The `stsd` box of a file of one track, its body.
pub fn description(bytes: &[u8]) -> Vec<u8> {
    find(bytes, &[b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"])
        .unwrap()
        .to_vec()
}

/// The samples of a file of one track.
pub fn samples(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (sizes, chunks, runs) = (table(bytes, b"stsz", 12), table(bytes, b"stco", 8), table(bytes, b"stsc", 8));
    let (mut samples, mut next) = (Vec::new(), 0);
    for (index, &offset) in chunks.iter().enumerate() {
        let run = runs.chunks_exact(3).rfind(|run| run[0] as usize <= index + 1).unwrap();
        let mut at = offset as usize;
        for _ in 0..run[1] {
            let Some(&size) = sizes.get(next) else { break };
            samples.push(bytes[at..at + size as usize].to_vec());
            at += size as usize;
            next += 1;
        }
    }
    samples
}

/// The boxes above a sample table.
pub fn movie(stbl: &[u8], more: &[u8]) -> Vec<u8> {
    let mut hdlr = numbers(&[0, 0]);
    hdlr.extend(b"soun");
    hdlr.extend([0; 13]);
    let mut tkhd = numbers(&[7, 0, 0, 1, 0, 44_100]);
    tkhd.extend([0; 60]);
    let minf = [boxed(b"smhd", &[0; 8]), boxed(b"stbl", stbl)].concat();
    let mdhd = boxed(b"mdhd", &numbers(&[0, 0, 0, 44_100, 44_100, 0x55c4_0000]));
    let mdia = [mdhd, boxed(b"hdlr", &hdlr), boxed(b"minf", &minf)].concat();
    let trak = [boxed(b"tkhd", &tkhd), boxed(b"mdia", &mdia)].concat();
    let mut mvhd = numbers(&[0, 0, 0, 44_100, 44_100, 0x0001_0000]);
    mvhd.extend([0; 76]);
    let moov = [boxed(b"mvhd", &mvhd), boxed(b"trak", &trak), more.to_vec()].concat();
    [boxed(b"ftyp", b"M4A \0\0\0\0M4A isom"), boxed(b"moov", &moov)].concat()
}

/// The same samples in fragments of ten.
pub fn fragmented(source: &[u8], ticks: u32) -> Vec<u8> {
    let empty = [
        boxed(b"stsd", &description(source)),
        boxed(b"stts", &[0; 8]),
        boxed(b"stsc", &[0; 8]),
        boxed(b"stsz", &[0; 12]),
        boxed(b"stco", &[0; 8]),
    ];
    let mvex = boxed(b"mvex", &boxed(b"trex", &numbers(&[0, 1, 1, ticks, 0, 0])));
    let mut file = movie(&empty.concat(), &mvex);
    for (number, part) in samples(source).chunks(10).enumerate() {
        let sizes: Vec<u32> = part.iter().map(|sample| sample.len() as u32).collect();
        let tfhd = boxed(b"tfhd", &numbers(&[0x0002_0000, 1]));
        let tfdt = boxed(b"tfdt", &numbers(&[0, number as u32 * 10 * ticks]));
        let trun = |offset: u32| boxed(b"trun", &[numbers(&[0x201, sizes.len() as u32, offset]), numbers(&sizes)].concat());
        let moof = |offset: u32| {
            let traf = [tfhd.clone(), tfdt.clone(), trun(offset)].concat();
            let inside = [boxed(b"mfhd", &numbers(&[0, number as u32 + 1])), boxed(b"traf", &traf)].concat();
            boxed(b"moof", &inside)
        };
        let len = moof(0).len() as u32;
        file.extend(moof(len + 8));
        file.extend(boxed(b"mdat", &part.concat()));
    }
    file
}
