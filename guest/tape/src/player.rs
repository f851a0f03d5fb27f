//! Answers from a tape.

use crate::{Answer, Ask, Exchange, Problem};

/// Gives each request the answer that it had. The same request again gets what it got then, the last one for ever.
#[derive(Debug, Clone)]
pub struct Player {
    /// With whether it was given already.
    exchanges: Vec<(Exchange, bool)>,
}

impl Player {
    pub(crate) fn of(exchanges: Vec<Exchange>) -> Self {
        Self { exchanges: exchanges.into_iter().map(|exchange| (exchange, false)).collect() }
    }

    /// None if the tape knows no such request.
    pub fn answer(&mut self, ask: &Ask) -> Option<Result<Answer, Problem>> {
        let is_same = |(exchange, _): &&mut (Exchange, bool)| exchange.ask == *ask;
        let same: Vec<_> = self.exchanges.iter_mut().filter(is_same).collect();
        let last = same.len().checked_sub(1)?;
        let found = same.iter().position(|(_, is_given)| !is_given).unwrap_or(last);
        let (exchange, is_given) = same.into_iter().nth(found)?;
        *is_given = true;
        Some(exchange.outcome.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_request_gets_its_answers_in_order() {
        let ask = |request: &str| Ask { request: request.into(), ..Ask::default() };
        let exchange = |request: &str, status| Exchange {
            ask: ask(request),
            outcome: Ok(Answer { status, headers: vec![], body: vec![].into() }),
        };
        let mut player = Player::of(vec![exchange("a", 429), exchange("b", 201), exchange("a", 200)]);
        let mut status = |request: &str| player.answer(&ask(request)).map(|answer| answer.unwrap().status);
        assert_eq!([status("b"), status("a"), status("a"), status("a")], [Some(201), Some(429), Some(200), Some(200)]);
        assert_eq!(status("c"), None);
    }
}
