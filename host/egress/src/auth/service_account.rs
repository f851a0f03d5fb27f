//! A Google service account: its key file signs a JWT (RFC 7523), which is exchanged for a token.
//!
//! The file's own `token_uri` is not asked: it would send a signed statement to wherever a file says.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use outlay_sandbox::connector::HttpError;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::tokens::{Exchange, encoded};
use crate::declared::GOOGLE_TOKENS;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const LIFETIME: i64 = 3_600;

#[derive(Deserialize)]
struct KeyFile {
    #[serde(rename = "type")]
    kind: Option<String>,
    client_email: String,
    private_key: SecretString,
    private_key_id: Option<String>,
}

/// The part of a key file that is secret; none if the credential is not one.
pub(crate) fn secret_parts(credential: &str) -> Option<String> {
    serde_json::from_str::<KeyFile>(credential).ok().map(|file| file.private_key.expose_secret().to_owned())
}

pub(super) fn exchange(
    credential: &SecretString,
    scope: &str,
    endpoints: &BTreeMap<String, String>,
    now: i64,
) -> Result<Exchange, HttpError> {
    let file = read(credential)?;
    let base = endpoints.get(GOOGLE_TOKENS).map_or(GOOGLE_TOKENS, String::as_str).trim_end_matches('/');
    let whose = [file.client_email.clone(), file.private_key.expose_secret().to_owned(), scope.to_owned()];
    let scope = scope.to_owned();
    let form = move || {
        // The audience is Google, also where an operator's endpoint passes the statement on.
        let input = signing_input(&file, &scope, &format!("{GOOGLE_TOKENS}/token"), now);
        let assertion = format!("{input}.{}", signature(&file, &input)?);
        Ok(encoded(&[("grant_type", GRANT_TYPE), ("assertion", &assertion)]))
    };
    let whose = whose.each_ref().map(String::as_str);
    Ok(Exchange::new(GOOGLE_TOKENS.to_owned(), format!("{base}/token"), &whose, Box::new(form)))
}

fn read(credential: &SecretString) -> Result<KeyFile, HttpError> {
    let wrong = |what: &str| HttpError::CredentialsRefused(format!("the service account's key file {what}"));
    let file: KeyFile = serde_json::from_str(credential.expose_secret())
        .map_err(|_| wrong("is not one: paste the whole JSON file that Google gave, from `{` to `}`"))?;
    match file.kind.as_deref() {
        None | Some("service_account") => Ok(file),
        Some(_) => Err(wrong("is of another type; make a key of a service account, not of a user or workload")),
    }
}

fn signing_input(file: &KeyFile, scope: &str, audience: &str, now: i64) -> String {
    let mut header = serde_json::json!({"alg": "RS256", "typ": "JWT"});
    if let Some(id) = &file.private_key_id {
        header["kid"] = id.clone().into();
    }
    let claims = serde_json::json!({
        "iss": file.client_email, "scope": scope, "aud": audience, "iat": now, "exp": now + LIFETIME
    });
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn signature(file: &KeyFile, input: &str) -> Result<String, HttpError> {
    let wrong = || {
        HttpError::CredentialsRefused(
            "the private key in the service account's key file cannot be read: the file is cut off or was changed"
                .to_owned(),
        )
    };
    let der = PrivatePkcs8KeyDer::from_pem_slice(file.private_key.expose_secret().as_bytes()).map_err(|_| wrong())?;
    let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| wrong())?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).map_err(|_| wrong())?;
    Ok(URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests;
