//! HTTP/1.1 by hand: a kept connection, whole requests written, answers read with as little work as possible.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BUFFER: usize = 64 * 1024;
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// The body of a chunked answer, put together.
    joined: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'c> {
    pub(crate) status: u16,
    pub(crate) body: &'c [u8],
}

/// How long a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Bytes(usize),
    Chunked,
}

impl Connection {
    /// To `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; BUFFER], joined: Vec::new() })
    }

    /// Sends a whole request and reads its answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await.context("cannot send")?;
        let mut filled = 0;
        let (status, length, head_bytes) = loop {
            filled = self.read_more(filled).await?;
            if let Some(end) = find(&self.buffer[..filled], b"\r\n\r\n") {
                let (status, length) = parse_head(&self.buffer[..end])?;
                break (status, length, end + 4);
            }
        };
        let body = match length {
            Length::Bytes(bytes) => {
                while filled < head_bytes + bytes {
                    filled = self.read_more(filled).await?;
                }
                &self.buffer[head_bytes..head_bytes + bytes]
            }
            Length::Chunked => {
                while !join_chunks(&self.buffer[head_bytes..filled], &mut self.joined)? {
                    filled = self.read_more(filled).await?;
                }
                &self.joined
            }
        };
        Ok(Answer { status, body })
    }

    async fn read_more(&mut self, filled: usize) -> Result<usize> {
        if filled == self.buffer.len() {
            if filled >= LARGEST_ANSWER {
                bail!("the answer is too long");
            }
            self.buffer.resize(filled * 2, 0);
        }
        let read = self.stream.read(&mut self.buffer[filled..]).await.context("cannot receive")?;
        if read == 0 {
            bail!("the connection was closed");
        }
        Ok(filled + read)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn parse_head(head: &[u8]) -> Result<(u16, Length)> {
    let head = std::str::from_utf8(head).context("the answer's head is not text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let status = status.context("the answer has no status")?;
    // Without either there is no body (204).
    let mut length = Length::Bytes(0);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = Length::Bytes(value.trim().parse().context("`content-length` is no number")?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") && value.trim().eq_ignore_ascii_case("chunked") {
            length = Length::Chunked;
        }
    }
    Ok((status, length))
}

/// Puts the chunks together; false if the last one is not there yet.
fn join_chunks(mut bytes: &[u8], joined: &mut Vec<u8>) -> Result<bool> {
    joined.clear();
    loop {
        let Some(end) = find(bytes, b"\r\n") else { return Ok(false) };
        let size = std::str::from_utf8(&bytes[..end]).ok().and_then(|line| line.split(';').next());
        let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok()).context("a chunk has no size")?;
        let Some(chunk) = bytes[end + 2..].split_at_checked(size + 2) else { return Ok(false) };
        if size == 0 {
            return Ok(true);
        }
        joined.extend_from_slice(&chunk.0[..size]);
        bytes = chunk.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_the_status_and_the_length() {
        let head = |text: &str| parse_head(text.as_bytes()).unwrap();
        assert_eq!(head("HTTP/1.1 201 Created\r\nContent-Length: 12"), (201, Length::Bytes(12)));
        assert_eq!(head("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked"), (200, Length::Chunked));
        assert_eq!(head("HTTP/1.1 204 No Content\r\ndate: x"), (204, Length::Bytes(0)));
        assert!(parse_head(b"nonsense").is_err());
    }

    #[test]
    fn chunks_are_joined_once_all_are_there() {
        let whole = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        let mut joined = Vec::new();
        for end in 0..whole.len() {
            assert!(!join_chunks(&whole[..end], &mut joined).unwrap(), "{end}");
        }
        assert!(join_chunks(whole, &mut joined).unwrap());
        assert_eq!(joined, b"abcde");
    }
}
