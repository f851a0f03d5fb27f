//! One connection: RFC 5321, with STARTTLS and AUTH.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::{Room, Stage, Taken, Tls, Trouble, lock};

/// How a part of a conversation ended.
enum End {
    Over,
    WantsTls,
}

pub(crate) async fn hold(stream: TcpStream, acceptor: TlsAcceptor, room: &Room) -> io::Result<()> {
    if room.like.tls == Tls::Whole {
        let stream = acceptor.accept(stream).await?;
        Talk::new(BufReader::new(stream), room, true).greet().await?;
        return Ok(());
    }
    let mut talk = Talk::new(BufReader::new(stream), room, false);
    if matches!(talk.greet().await?, End::WantsTls) {
        if !talk.stream.buffer().is_empty() {
            talk.fault("something was said between STARTTLS and TLS");
            return Ok(());
        }
        let stream = acceptor.accept(talk.stream.into_inner()).await?;
        Talk::new(BufReader::new(stream), room, true).listen().await?;
    }
    Ok(())
}

struct Talk<'r, S> {
    stream: BufReader<S>,
    room: &'r Room,
    encrypted: bool,
    hello: Option<String>,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

impl<'r, S: AsyncRead + AsyncWrite + Unpin> Talk<'r, S> {
    fn new(stream: BufReader<S>, room: &'r Room, encrypted: bool) -> Self {
        Self { stream, room, encrypted, hello: None, user: None, from: None, to: Vec::new() }
    }

    async fn greet(&mut self) -> io::Result<End> {
        self.say("220 mail.example ESMTP").await?;
        self.listen().await
    }

    async fn listen(&mut self) -> io::Result<End> {
        while let Some(line) = self.line().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.ehlo(rest).await?,
                "STARTTLS" if self.room.like.tls == Tls::StartTls && !self.encrypted => {
                    self.say("220 go ahead").await?;
                    return Ok(End::WantsTls);
                }
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(End::Over);
                }
                _ if self.hello.is_none() => self.wrong("503 say EHLO first", &line).await?,
                _ if self.needs_tls() => self.wrong("530 say STARTTLS first", &line).await?,
                "AUTH" => self.auth(rest).await?,
                _ if self.room.like.login.is_some() && self.user.is_none() => {
                    self.wrong("530 log in first", &line).await?;
                }
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.rcpt(rest).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    (self.from, self.to) = (None, Vec::new());
                    self.say("250 forgotten").await?;
                }
                "NOOP" => self.say("250 fine").await?,
                _ => self.wrong("502 no such command", &line).await?,
            }
        }
        Ok(End::Over)
    }

    fn needs_tls(&self) -> bool {
        self.room.like.tls == Tls::StartTls && !self.encrypted
    }

    async fn ehlo(&mut self, name: &str) -> io::Result<()> {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return self.wrong("501 who are you?", name).await;
        }
        self.hello = Some(name.to_owned());
        let mut lines = vec!["mail.example".to_owned(), "SIZE 1000000".to_owned()];
        if self.needs_tls() {
            lines.push("STARTTLS".to_owned());
        } else if self.room.like.login.is_some() {
            lines.push("AUTH PLAIN LOGIN".to_owned());
        }
        lines.push("8BITMIME".to_owned());
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            self.say(&format!("250{}{line}", if at == last { ' ' } else { '-' })).await?;
        }
        Ok(())
    }

    async fn auth(&mut self, rest: &str) -> io::Result<()> {
        let encoded = match rest.split_once(' ') {
            Some((mechanism, encoded)) if mechanism.eq_ignore_ascii_case("PLAIN") => encoded.to_owned(),
            None if rest.eq_ignore_ascii_case("PLAIN") => {
                self.say("334 ").await?;
                self.line().await?.unwrap_or_default()
            }
            _ => return self.wrong("504 PLAIN only", rest).await,
        };
        let decoded = STANDARD.decode(encoded).unwrap_or_default();
        let text = String::from_utf8_lossy(&decoded).into_owned();
        let parts: Vec<&str> = text.split('\0').collect();
        if let Some(Trouble::Refuse(_, code)) = self.refusal(Stage::Login) {
            return self.say(&format!("{code} not now; you sent {text:?}")).await;
        }
        let [_, user, password] = parts.as_slice() else { return self.wrong("501 that is no login", "AUTH").await };
        let known = self.room.like.login.as_ref().is_some_and(|(name, secret)| name == user && secret == password);
        if known {
            self.user = Some((*user).to_owned());
            self.say("235 welcome").await
        } else {
            self.say("535 wrong user or password").await
        }
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        let Some(from) = path(rest, "FROM:") else { return self.wrong("501 from whom?", rest).await };
        if self.from.is_some() {
            return self.wrong("503 one mail at a time", rest).await;
        }
        if let Some(Trouble::Refuse(_, code)) = self.refusal(Stage::Sender) {
            return self.say(&format!("{code} not from {from}")).await;
        }
        self.from = Some(from);
        self.say("250 fine").await
    }

    async fn rcpt(&mut self, rest: &str) -> io::Result<()> {
        let Some(to) = path(rest, "TO:") else { return self.wrong("501 to whom?", rest).await };
        if self.from.is_none() {
            return self.wrong("503 MAIL comes first", rest).await;
        }
        if let Some(Trouble::Refuse(_, code)) = self.refusal(Stage::Recipient) {
            return self.say(&format!("{code} {to} does not live here")).await;
        }
        self.to.push(to);
        self.say("250 fine").await
    }

    async fn data(&mut self) -> io::Result<()> {
        let (Some(from), to) = (self.from.take(), std::mem::take(&mut self.to)) else {
            return self.wrong("503 MAIL comes first", "DATA").await;
        };
        if to.is_empty() {
            return self.wrong("503 RCPT comes first", "DATA").await;
        }
        self.say("354 go on").await?;
        let mut raw = String::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(()) };
            match line.strip_prefix('.') {
                Some("") => break,
                // A dot at the start of a line was doubled.
                Some(rest) if rest.starts_with('.') => raw += rest,
                Some(_) => self.fault("a line begins with a single dot"),
                None => raw += &line,
            }
            raw += "\r\n";
        }
        if let Some(Trouble::Refuse(_, code)) = self.refusal(Stage::Mail) {
            return self.say(&format!("{code} not this one")).await;
        }
        let hello = self.hello.clone().unwrap_or_default();
        let taken = Taken { hello, encrypted: self.encrypted, user: self.user.clone(), from, to, raw };
        let is_silent = self.room.trouble(|trouble| trouble == Trouble::Silence).is_some();
        self.room.taken.send_modify(|all| all.push(taken));
        if is_silent {
            return std::future::pending().await;
        }
        self.say("250 taken").await
    }

    fn refusal(&self, stage: Stage) -> Option<Trouble> {
        self.room.trouble(|trouble| matches!(trouble, Trouble::Refuse(due, _) if due == stage))
    }

    /// None at the end.
    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.stream.read_until(b'\n', &mut bytes).await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.strip_suffix("\r\n") {
            Some(line) if !line.contains('\r') => {
                if line.len() > 998 {
                    self.fault("a line is longer than 998 bytes");
                }
                Ok(Some(line.to_owned()))
            }
            _ => {
                self.fault(&format!("a line does not end in CR LF: {text:?}"));
                Ok(Some(text.trim_end().to_owned()))
            }
        }
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.get_mut().flush().await
    }

    async fn wrong(&mut self, answer: &str, line: &str) -> io::Result<()> {
        self.fault(&format!("{answer}: {line}"));
        self.say(answer).await
    }

    fn fault(&self, what: &str) {
        lock(&self.room.faults).push(what.to_owned());
    }
}

/// `FROM:<a@example.com> BODY=8BITMIME` → `a@example.com`
fn path(rest: &str, word: &str) -> Option<String> {
    let start = rest.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
    let (path, _) = rest.get(start.len()..)?.strip_prefix('<')?.split_once('>')?;
    (path.contains('@') && !path.contains(char::is_whitespace)).then(|| path.to_owned())
}
