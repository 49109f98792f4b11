//! What a decoder does when the parser under it breaks.
#![allow(clippy::unwrap_used)]

use symphonia::core::errors::Result as SymphoniaResult;
use symphonia::core::formats::{FormatInfo, MediaInfo, SeekMode, SeekTo, SeekedTo, Track};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::Metadata;

use super::*;

/// A real reader that runs into a bug with the next packet, and is in no state to be used after it.
struct Breaking(Box<dyn FormatReader>);

impl FormatReader for Breaking {
    fn format_info(&self) -> &FormatInfo {
        self.0.format_info()
    }

    fn media_info(&self) -> &MediaInfo {
        self.0.media_info()
    }

    fn metadata(&mut self) -> Metadata<'_> {
        self.0.metadata()
    }

    fn seek(&mut self, _mode: SeekMode, _to: SeekTo) -> SymphoniaResult<SeekedTo> {
        panic!("used again after a panic")
    }

    fn tracks(&self) -> &[Track] {
        self.0.tracks()
    }

    fn next_packet(&mut self) -> SymphoniaResult<Option<Packet>> {
        panic!("index out of bounds")
    }

    fn into_inner<'s>(self: Box<Self>) -> MediaSourceStream<'s>
    where
        Self: 's,
    {
        unreachable!("nobody asks for it")
    }
}

#[test]
fn a_jump_after_a_panic_opens_the_file_anew() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/long.ogg");
    let mut block = Vec::new();
    let to = Duration::from_secs(3);
    let mut healthy = Decoder::open(&path).unwrap();
    healthy.seek(to).unwrap();
    healthy.next_block(&mut block).unwrap().unwrap();
    let expect = block.clone();

    let mut decoder = Decoder::open(&path).unwrap();
    decoder.next_block(&mut block).unwrap().unwrap();
    let opened = Decoder::open(&path).unwrap();
    decoder.reader = Box::new(Breaking(opened.reader));
    assert!(matches!(decoder.next_block(&mut block), Err(Error::Corrupt { .. })));
    assert!(
        matches!(decoder.next_block(&mut block), Err(Error::Corrupt { .. })),
        "nothing of it is trusted"
    );
    assert_eq!(decoder.seek(to).unwrap(), to);
    decoder.next_block(&mut block).unwrap().unwrap();
    assert!(block == expect);
}
