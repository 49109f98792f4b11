//! One window a data folder: a second start hands what it was asked to open to the first one, over a socket in that folder.
//!
//! Not tauri-plugin-single-instance: on Linux it needs a session bus, and it knows one program, not one a data folder. Whoever holds
//! the folder's lock owns the socket, so one left behind by a crash is simply replaced. It is a Unix socket of the standard library;
//! on other systems a second start says that the folder is in use.

#[cfg(unix)]
pub use sockets::{hand_over, listen};
#[cfg(not(unix))]
pub use without::{hand_over, listen};

#[cfg(unix)]
mod sockets {
    use std::ffi::OsString;
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::net::Shutdown;
    use std::os::fd::AsRawFd;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    const NAME: &str = "window.sock";
    /// First bytes of a message; another number is another language.
    const HELLO: &[u8] = b"attune 1\n";
    const TAKEN: &[u8] = b"taken\n";
    /// More than a command line can hold.
    const LARGEST: u64 = 8 << 20;
    const PATIENCE: Duration = Duration::from_secs(2);
    /// A first start with a large library may take a while until it listens; what holds the folder may be a terminal, which never does.
    const LISTENS_WITHIN: Duration = Duration::from_secs(4);
    const RETRY: Duration = Duration::from_millis(50);
    /// What fits into a socket's address everywhere.
    const LONGEST: usize = 100;

    /// Has `on_paths` called with what later starts hand over, on other threads, for as long as the process lives; it answers whether
    /// it takes them. Call it only while holding the data folder's lock.
    pub fn listen(data_dir: &Path, on_paths: impl Fn(Vec<PathBuf>) -> bool + Send + Sync + 'static) -> io::Result<()> {
        let (place, _dir) = place(data_dir)?;
        match std::fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&place)?;
        // Whoever may write to it may have files opened.
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o600))?;
        let on_paths = Arc::new(on_paths);
        let serve = move || {
            for stream in listener.incoming() {
                // Out of descriptors, say: not to be asked again at once.
                let Ok(stream) = stream else {
                    std::thread::sleep(RETRY);
                    continue;
                };
                // Each on its own: one that says nothing must not keep the others waiting.
                let on_paths = Arc::clone(&on_paths);
                let receive = move || {
                    if let Err(error) = receive(stream, &*on_paths) {
                        tracing::debug!(%error, "nothing was handed over");
                    }
                };
                let _ = std::thread::Builder::new().name("handover".into()).spawn(receive);
            }
        };
        std::thread::Builder::new().name("handover".into()).spawn(serve)?;
        Ok(())
    }

    fn receive(mut stream: UnixStream, on_paths: &dyn Fn(Vec<PathBuf>) -> bool) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut message = Vec::new();
        (&mut stream).take(LARGEST).read_to_end(&mut message)?;
        let paths = decode(&message).ok_or(io::ErrorKind::InvalidData)?;
        if on_paths(paths) {
            stream.write_all(TAKEN)?;
        }
        Ok(())
    }

    /// Hands `paths` to the process that holds the data folder's lock. False if it does not take them within four seconds.
    pub fn hand_over(data_dir: &Path, paths: &[PathBuf]) -> bool {
        let end = Instant::now() + LISTENS_WITHIN;
        // The first one may have the lock and not listen yet.
        loop {
            match send(data_dir, paths, end) {
                Ok(()) => return true,
                Err(error) if Instant::now() + RETRY >= end => {
                    tracing::debug!(%error, "the other Attune does not answer");
                    return false;
                }
                Err(_) => std::thread::sleep(RETRY),
            }
        }
    }

    fn send(data_dir: &Path, paths: &[PathBuf], end: Instant) -> io::Result<()> {
        let (place, _dir) = place(data_dir)?;
        let mut stream = UnixStream::connect(place)?;
        let left = end.saturating_duration_since(Instant::now()).max(RETRY);
        stream.set_read_timeout(Some(left))?;
        stream.set_write_timeout(Some(left))?;
        stream.write_all(&encode(paths))?;
        stream.shutdown(Shutdown::Write)?;
        let mut answer = Vec::new();
        stream.take(TAKEN.len() as u64).read_to_end(&mut answer)?;
        if answer == TAKEN {
            Ok(())
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }

    /// Where the socket is. An address holds little more than a hundred bytes: a folder with a longer name is named by a descriptor,
    /// which must stay open meanwhile.
    fn place(data_dir: &Path) -> io::Result<(PathBuf, Option<File>)> {
        let place = data_dir.join(NAME);
        if place.as_os_str().len() <= LONGEST || !cfg!(target_os = "linux") {
            return Ok((place, None));
        }
        let dir = File::open(data_dir)?;
        let place = Path::new("/proc/self/fd").join(dir.as_raw_fd().to_string()).join(NAME);
        Ok((place, Some(dir)))
    }

    /// Paths as they are, which need not be text.
    fn encode(paths: &[PathBuf]) -> Vec<u8> {
        let mut message = HELLO.to_vec();
        for path in paths {
            let bytes = path.as_os_str().as_bytes();
            message.extend((bytes.len() as u32).to_le_bytes());
            message.extend(bytes);
        }
        message
    }

    fn decode(message: &[u8]) -> Option<Vec<PathBuf>> {
        let mut rest = message.strip_prefix(HELLO)?;
        let mut paths = Vec::new();
        while !rest.is_empty() {
            let (len, tail) = rest.split_first_chunk::<4>()?;
            let (path, tail) = tail.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            paths.push(PathBuf::from(OsString::from_vec(path.to_vec())));
            rest = tail;
        }
        Some(paths)
    }

    #[cfg(test)]
    mod tests {
        use std::sync::mpsc;

        use super::*;

        fn odd_paths() -> Vec<PathBuf> {
            let odd = OsString::from_vec(vec![b'/', 0xff, b'\n', b' ', b'\'']);
            vec!["/music/a b.mp3".into(), odd.into(), "/\u{97f3}\u{4e50}.flac".into()]
        }

        #[test]
        fn fifty_starts_at_once_hand_over_past_a_stale_socket() {
            // A folder whose path is too long for an address, and a socket that a crash left behind.
            let dir = tempfile::tempdir().unwrap();
            let data = dir.path().join("a folder with a long name ".repeat(5));
            std::fs::create_dir(&data).unwrap();
            {
                let (place, _dir) = place(&data).unwrap();
                drop(UnixListener::bind(place).unwrap());
            }
            assert!(send(&data, &[], Instant::now() + RETRY).is_err(), "nobody listens at a stale one");
            let (tell, told) = mpsc::channel();
            listen(&data, move |paths| tell.send(paths).is_ok()).unwrap();
            let starts: Vec<_> = (0..50)
                .map(|_| {
                    let data = data.clone();
                    std::thread::spawn(move || hand_over(&data, &odd_paths()))
                })
                .collect();
            assert!(starts.into_iter().all(|start| start.join().unwrap()));
            for _ in 0..50 {
                assert_eq!(told.recv_timeout(PATIENCE).unwrap(), odd_paths());
            }
        }

        #[test]
        fn one_who_does_not_answer_is_given_up_after_two_seconds() {
            let dir = tempfile::tempdir().unwrap();
            let _listener = UnixListener::bind(dir.path().join(NAME)).unwrap();
            let began = Instant::now();
            assert!(!hand_over(dir.path(), &odd_paths()));
            assert!(began.elapsed() < LISTENS_WITHIN * 2, "{:?}", began.elapsed());
        }

        #[test]
        fn what_is_no_message_is_refused() {
            let dir = tempfile::tempdir().unwrap();
            let (tell, told) = mpsc::channel();
            listen(dir.path(), move |paths| tell.send(paths).is_ok()).unwrap();
            for message in [
                &b""[..],
                b"GET / HTTP/1.1\r\n",
                b"attune 2\n",
                b"attune 1\n\xff\xff\xff\xff",
                b"attune 1\n\x01\0",
            ] {
                let mut stream = UnixStream::connect(dir.path().join(NAME)).unwrap();
                stream.write_all(message).unwrap();
                stream.shutdown(Shutdown::Write).unwrap();
                let mut answer = Vec::new();
                stream.read_to_end(&mut answer).unwrap();
                assert!(answer.is_empty());
            }
            assert!(hand_over(dir.path(), &odd_paths()));
            assert_eq!(told.recv_timeout(PATIENCE).unwrap(), odd_paths(), "and nothing before it");
        }
    }
}

#[cfg(not(unix))]
mod without {
    use std::path::{Path, PathBuf};

    pub fn listen(_data_dir: &Path, _on_paths: impl Fn(Vec<PathBuf>) -> bool + Send + Sync + 'static) -> std::io::Result<()> {
        Ok(())
    }

    pub fn hand_over(_data_dir: &Path, _paths: &[PathBuf]) -> bool {
        false
    }
}
