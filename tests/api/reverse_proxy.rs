//! nginx with the configuration of docs/operations.md, in front of a server.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    time::Duration,
};

use panda::{
    account::{Limit, Limits},
    http::{Connections, HttpConfig},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Authority, MarkdownFile, Program, SHARED_PASSWORD, TestApp, eventually};

const NAME: &str = "panda.example.org";

/// The number of bytes of a body that PANDA accepts.
const MAXIMUM_BODY: usize = 64 * 1024;

/// nginx in front of a server, stopped when dropped.
struct Nginx {
    authority: Authority,
    directory: TempDir,
    port: u16,
    _program: Program,
}

struct Response {
    status: u16,
    head: String,
    body: String,
}

fn sample() -> String {
    let blocks = MarkdownFile::read("docs/operations.md").blocks;
    blocks.into_iter().find(|block| block.language == "nginx").expect("a block for nginx").text
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sample does not contain {from}");
    text.replace(from, to)
}

/// A command for nginx. Debian installs it in a directory that only root's PATH has.
fn nginx(directory: &Path) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("nginx");
    command.arg("-e").arg(directory.join("error.log")).arg("-c").arg(directory.join("nginx.conf"));
    command.env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"));
    command
}

impl Nginx {
    async fn start(app: &TestApp) -> Self {
        let authority = Authority::new("Ours");
        let certified = authority.certify(&[NAME]);
        let directory = tempfile::tempdir().expect("a directory");
        let own = directory.path().display().to_string();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);

        let server = app.address.strip_prefix("http://").expect("a URL");
        let site = replaced(&sample(), "127.0.0.1:8080", server);
        let site = replaced(&site, "listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"));
        let site = replaced(&site, "/etc/ssl", &own);
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let places = kinds.map(|kind| format!("{kind}_temp_path {own}/{kind};\n")).concat();
        // One process, which ends when it is killed.
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {own}/pid;\nerror_log {own}/error.log warn;\nevents {{}}\n\
             http {{\naccess_log off;\n{places}{site}}}\n"
        );
        for (name, text) in
            [("nginx.conf", &whole), ("panda.pem", &certified.certificate), ("panda.key", &certified.key)]
        {
            fs::write(directory.path().join(name), text).expect("a file");
        }

        let tested = Program::run(nginx(directory.path()).arg("-t"));
        assert!(tested.status.success(), "{tested:?}");
        let program = Program::spawn(&mut nginx(directory.path()));
        eventually("nginx listens", async || TcpStream::connect(("127.0.0.1", port)).ok()).await;
        Self { authority, directory, port, _program: program }
    }

    /// Sends a request with curl, which is given more arguments.
    async fn send(&self, path: &str, arguments: &[&str]) -> Response {
        let Self { port, .. } = self;
        let mut curl = tokio::process::Command::new("curl");
        curl.args(["-s", "-i", "--max-time", "60", "-H", "expect:", "--cacert"]).arg(self.authority.file());
        curl.args(["--resolve", &format!("{NAME}:{port}:127.0.0.1")]).args(arguments);
        let output = curl.arg(format!("https://{NAME}:{port}{path}")).output().await.expect("curl runs");
        let text = String::from_utf8(output.stdout).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{}", output.status));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Response { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    async fn post(&self, body: &str, arguments: &[&str]) -> Response {
        let json = ["-H", "content-type: application/json", "--data-binary", body];
        self.send("/graphql", &[&json, arguments].concat()).await
    }

    /// What nginx warned of.
    fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("error.log")).expect("a log")
    }
}

impl Response {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().expect("a code").to_owned()
    }
}

/// A server that trusts nginx.
async fn server(limits: Limits) -> TestApp {
    let proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    TestApp::builder().http(HttpConfig { proxies, ..HttpConfig::default() }).rate_limits(limits).start().await
}

fn login(email: &str) -> String {
    let query = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }";
    let input = json!({ "email": email, "password": SHARED_PASSWORD });
    json!({ "query": query, "variables": { "input": input } }).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn login_queries_and_graphiql_work_behind_nginx() {
    let app = server(Limits::default()).await;
    app.a_user("STAFF", "zoe@example.org").await;
    let nginx = Nginx::start(&app).await;

    let answer = nginx.post(&login("zoe@example.org"), &[]).await;
    assert!(answer.head.contains("strict-transport-security: max-age=31536000"), "{}", answer.head);
    let token = answer.json()["data"]["login"]["accessToken"].as_str().expect("a token").to_owned();
    let bearer = format!("authorization: Bearer {token}");
    let viewer = nginx.post(r#"{ "query": "{ viewer { email } }" }"#, &["-H", &bearer]).await;
    assert_eq!(viewer.json(), json!({ "data": { "viewer": { "email": "zoe@example.org" } } }));

    let page = nginx.send("/graphiql", &[]).await;
    assert!(page.status == 200 && page.body.contains("graphiql.min.js"), "{} {}", page.status, page.body);
    let script = nginx.send("/graphiql/graphiql.min.js", &[]).await;
    let direct = reqwest::get(format!("{}/graphiql/graphiql.min.js", app.address)).await;
    let direct = direct.expect("the server answers").text().await.expect("a text");
    assert!(script.body == direct && direct.len() > 1_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_body_limit_is_the_one_of_the_server() {
    let app = server(Limits::default()).await;
    let nginx = Nginx::start(&app).await;
    let query = r#"{ "query": "{ __typename }" }"#;
    let padded = |bytes: usize| query.to_owned() + &" ".repeat(bytes - query.len());

    assert_eq!(nginx.post(&padded(MAXIMUM_BODY), &[]).await.json()["data"]["__typename"], "Query");
    for bytes in [MAXIMUM_BODY + 1, 120_000] {
        let refused = nginx.post(&padded(bytes), &[]).await;
        assert_eq!((refused.status, refused.code().as_str()), (413, "HTTP_BODY_TOO_LARGE"));
    }
    // nginx warns when it writes a body to a file.
    assert_eq!(nginx.log(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_client_of_nginx_counts_by_its_own_address() {
    let once = Limit::new(1, Duration::from_hours(1_000));
    let app = server(Limits { logins_by_address: once, ..Limits::default() }).await;
    let nginx = Nginx::start(&app).await;

    for (client, forged, code) in [
        ("127.0.0.2", "198.51.100.1", "ACCOUNT_CREDENTIALS_INVALID"),
        ("127.0.0.2", "198.51.100.2", "RATE_LIMITED"),
        ("127.0.0.3", "198.51.100.1", "ACCOUNT_CREDENTIALS_INVALID"),
    ] {
        let forwarded = format!("x-forwarded-for: {forged}");
        let answer =
            nginx.post(&login("nobody@example.org"), &["--interface", client, "-H", &forwarded]).await;
        assert_eq!(answer.code(), code, "{client}");
    }
}

#[test]
fn the_timeouts_of_the_sample_fit_the_defaults() {
    let (sample, defaults) = (sample(), Connections::default());
    let seconds = |directive: &str| {
        let line = sample.lines().find_map(|line| line.trim().strip_prefix(directive)).expect("a directive");
        let (number, _) = line.trim().split_once("s;").expect("seconds");
        Duration::from_secs(number.parse().expect("a number"))
    };
    assert!(seconds("keepalive_timeout") < defaults.idle_timeout);
    assert!(seconds("proxy_read_timeout") > defaults.request_timeout);
}
