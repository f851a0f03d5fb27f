//! Asking a server over HTTP, as a program does.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Somebody with a key, or a stranger without one.
#[derive(Debug, Clone)]
pub struct Caller {
    http: reqwest::Client,
    base: String,
    key: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Caller {
    pub(crate) fn new(base: &str, key: Option<&str>) -> Self {
        Self { http: http(), base: base.to_owned(), key: key.map(str::to_owned) }
    }

    /// Whoever owns the data folder, through its socket.
    ///
    /// # Panics
    /// If the folder is too deep for a socket's address.
    pub fn through(socket: &std::path::Path) -> Self {
        let http = builder().unix_socket(socket).build().expect("a client of a socket can be made");
        Self { http, base: "http://outlay".to_owned(), key: None }
    }

    /// The same server, asked with another key.
    #[must_use]
    pub fn with_key(&self, key: Option<&str>) -> Self {
        Self { key: key.map(str::to_owned), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.key {
            Some(key) => request.header("x-api-key", key),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn post_bytes(&self, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", content_type);
        Answer::to(request.body(body)).await
    }

    /// The rows of a query, each an object by column.
    ///
    /// # Panics
    /// Unless the server answers it.
    pub async fn sql(&self, sql: &str) -> Vec<Value> {
        self.sql_with(sql, &json!([])).await
    }

    /// [`Self::sql`] with values for `?`.
    ///
    /// # Panics
    /// Unless the server answers it.
    pub async fn sql_with(&self, sql: &str, params: &Value) -> Vec<Value> {
        let body = json!({"sql": sql, "params": params, "maxRows": 200_000});
        let answer = self.post("/api/v1/sql", &body).await.expect(200);
        assert_eq!(answer["truncated"], false, "{sql}");
        let names: Vec<&str> = list(&answer["columns"]).iter().filter_map(|column| column["name"].as_str()).collect();
        let object = |row: &Value| names.iter().map(|name| (*name).to_owned()).zip(list(row).iter().cloned()).collect();
        list(&answer["rows"]).iter().map(|row| Value::Object(object(row))).collect()
    }
}

/// The items of a JSON array; none of anything else.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

impl Answer {
    /// Sends, and fails the test if nothing comes back.
    ///
    /// # Panics
    /// If the server cannot be reached or hangs up.
    pub async fn to(request: RequestBuilder) -> Self {
        Self::attempt(request).await.unwrap_or_else(|error| panic!("there is no answer: {error:?}"))
    }

    /// Sends; the error says that nothing came back.
    pub async fn attempt(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, text: response.text().await? })
    }

    /// The body of an answer with this status.
    ///
    /// # Panics
    /// If the status is another one.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// The `error` of an answer with this status and code.
    ///
    /// # Panics
    /// If the status or the code is another one.
    pub fn expect_error(&self, status: u16, code: &str) -> Value {
        let error = self.expect(status)["error"].clone();
        assert_eq!(error["code"], code, "{}", self.text);
        error
    }

    /// The body; null if there is none.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn json(&self) -> Value {
        if self.text.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("the answer ({}) is not JSON: {error}: {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

fn http() -> reqwest::Client {
    builder().build().expect("a client without special wishes can be made")
}

fn builder() -> reqwest::ClientBuilder {
    // One TLS implementation a process; it matters not which test chose it.
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    builder.timeout(std::time::Duration::from_secs(120))
}
