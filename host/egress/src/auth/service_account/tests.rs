#![allow(clippy::unwrap_used)]

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::{Value, json};

use super::*;

const VECTOR: &str = include_str!("../../../fixtures/jwt_vector.json");

#[test]
fn the_statement_is_signed_as_the_vector_says() {
    let vector: Value = serde_json::from_str(VECTOR).unwrap();
    let claims: Value = serde_json::from_str(vector["claims"].as_str().unwrap()).unwrap();
    let header: Value = serde_json::from_str(vector["header"].as_str().unwrap()).unwrap();
    let file = KeyFile {
        kind: None,
        client_email: claims["iss"].as_str().unwrap().to_owned(),
        private_key: "".into(),
        private_key_id: header["kid"].as_str().map(str::to_owned),
    };
    let input = signing_input(&file, claims["scope"].as_str().unwrap(), claims["aud"].as_str().unwrap(), 1_790_989_200);
    let part = |text: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap() };
    let (ours, theirs) =
        (input.split_once('.').unwrap(), vector["signing_input"].as_str().unwrap().split_once('.').unwrap());
    assert_eq!((part(ours.0), part(ours.1)), (part(theirs.0), part(theirs.1)));
}

#[test]
fn the_signature_is_that_of_the_key_in_the_file() {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2_048).unwrap();
    let pem = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let json =
        json!({"type": "service_account", "client_email": "meter@x.iam.gserviceaccount.com", "private_key": *pem});
    let file = read(&SecretString::from(json.to_string())).unwrap();
    let signed = URL_SAFE_NO_PAD.decode(signature(&file, "header.claims").unwrap()).unwrap();
    let public = key.to_public_key().to_pkcs1_der().unwrap();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_bytes());
    assert!(public.verify(b"header.claims", &signed).is_ok());
    assert!(public.verify(b"header.claim", &signed).is_err());
}

#[test]
fn what_is_no_key_file_is_refused_without_telling_any_of_it() {
    let broken = json!({"client_email": "m@x", "private_key": "-----BEGIN PRIVATE KEY-----\nsecret"}).to_string();
    let user = json!({"type": "authorized_user", "client_email": "m@x", "private_key": "secret"}).to_string();
    for (credential, expected) in [("secret", "is not one"), (&broken, "cut off"), (&user, "of another type")] {
        let file = read(&SecretString::from(credential));
        let error = file.and_then(|file| signature(&file, "header.claims")).unwrap_err();
        let HttpError::CredentialsRefused(message) = &error else { panic!("{error}") };
        assert!(message.contains(expected) && !message.contains("secret"), "{message}");
    }
}
