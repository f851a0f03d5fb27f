//! Signing in and out.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::PoisonError;

use outlay_control::new_id;
use outlay_control::people::PersonRow;
use outlay_domain::Timestamp;
use secrecy::SecretString;

use crate::access::{Access, AccessError, digest};
use crate::caller::{Caller, Person};
use crate::first_sign_in;
use crate::passwords;

const SESSION_SECONDS: i64 = 30 * 24 * 60 * 60;
/// A session that has less than this left is extended when it is used.
const EXTEND_BELOW_SECONDS: i64 = SESSION_SECONDS - 24 * 60 * 60;
const ATTEMPTS: usize = 10;
const ATTEMPTS_SECONDS: i64 = 5 * 60;
/// Names that are remembered at once; beyond, the oldest go.
const NAMES: usize = 10_000;

/// Failed attempts to sign in, by name.
#[derive(Debug, Default)]
pub(crate) struct Attempts(HashMap<String, VecDeque<i64>>);

impl Attempts {
    /// Counts an attempt; seconds to wait if there were too many.
    fn count(&mut self, name: &str, now: i64) -> Result<(), u64> {
        if self.0.len() >= NAMES {
            self.0.retain(|_, times| times.back().is_some_and(|latest| now - latest < ATTEMPTS_SECONDS));
        }
        let times = self.0.entry(name.to_owned()).or_default();
        while times.front().is_some_and(|oldest| now - oldest >= ATTEMPTS_SECONDS) {
            times.pop_front();
        }
        if times.len() >= ATTEMPTS {
            let wait = times.front().map_or(ATTEMPTS_SECONDS, |oldest| oldest + ATTEMPTS_SECONDS - now);
            return Err(u64::try_from(wait).unwrap_or(1).max(1));
        }
        times.push_back(now);
        Ok(())
    }
}

fn person(row: PersonRow) -> Person {
    Person { id: row.id, name: row.name, role: row.role }
}

impl Access {
    /// Makes the owner and signs in. `token` is that of the first sign-in link.
    pub async fn accept_first(
        &self,
        data: &Path,
        token: &str,
        name: &str,
        password: SecretString,
    ) -> Result<(Person, SecretString), AccessError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(AccessError::InvalidName);
        }
        passwords::check(&password)?;
        if !first_sign_in::is_valid(data, token, self.clock.now())? {
            return Err(AccessError::FirstSignInRefused);
        }
        let row = PersonRow {
            id: new_id(),
            name: name.to_owned(),
            role: "owner".to_owned(),
            password_hash: passwords::hash(password).await?,
            created_at: self.clock.now().0,
        };
        if !self.control.insert_owner(&row).await? {
            return Err(AccessError::FirstSignInRefused);
        }
        self.control.audit(row.created_at, &row.name, "became owner", &row.id).await?;
        first_sign_in::forget(data)?;
        let session = self.begin_session(&row.id).await?;
        Ok((person(row), session))
    }

    /// Signs a person in; the secret is the session's token.
    pub async fn sign_in(&self, name: &str, password: SecretString) -> Result<(Person, SecretString), AccessError> {
        let now = self.clock.now().seconds();
        let counted = self.attempts.lock().unwrap_or_else(PoisonError::into_inner).count(name, now);
        counted.map_err(|retry_after| AccessError::TooManyAttempts { retry_after })?;
        let row = self.control.person_by_name(name).await?;
        let fits = passwords::verify(password, row.as_ref().map(|row| row.password_hash.clone())).await?;
        let row = row.filter(|_| fits).ok_or(AccessError::SignInFailed)?;
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).0.remove(name);
        let session = self.begin_session(&row.id).await?;
        Ok((person(row), session))
    }

    /// Who a session's token belongs to; a used session lives on.
    pub async fn session(&self, token: &str) -> Result<Option<Caller>, AccessError> {
        let (digest, now) = (digest(token), self.clock.now().seconds());
        let Some((row, expires)) = self.control.session_person(&digest, now).await? else { return Ok(None) };
        if expires - now < EXTEND_BELOW_SECONDS {
            self.control.extend_session(&digest, now + SESSION_SECONDS).await?;
        }
        Ok(Some(Caller::Person(person(row))))
    }

    pub async fn sign_out(&self, token: &str) -> Result<(), AccessError> {
        Ok(self.control.delete_session(&digest(token)).await?)
    }

    /// Who can sign in, and since when; the first before the others.
    pub async fn people(&self) -> Result<Vec<(Person, Timestamp)>, AccessError> {
        let rows = self.control.people().await?;
        Ok(rows.into_iter().map(|row| (Timestamp(row.created_at), person(row))).map(|(at, who)| (who, at)).collect())
    }

    pub async fn has_owner(&self) -> Result<bool, AccessError> {
        Ok(self.control.has_owner().await?)
    }

    async fn begin_session(&self, person: &str) -> Result<SecretString, AccessError> {
        let token = first_sign_in::random_token();
        let now: Timestamp = self.clock.now();
        self.control.insert_session(&digest(&token), person, now.seconds(), now.seconds() + SESSION_SECONDS).await?;
        Ok(SecretString::from(token))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_limited_by_name_and_time() {
        let mut attempts = Attempts::default();
        for second in 0..10 {
            assert_eq!(attempts.count("ada", second), Ok(()));
        }
        assert_eq!(attempts.count("ada", 20), Err(280));
        assert_eq!(attempts.count("bob", 20), Ok(()));
        assert_eq!(attempts.count("ada", 300), Ok(()));
    }
}
