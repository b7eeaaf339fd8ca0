//! The binary as an operator meets it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn server(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_petpro-server"));
    command.env_clear().arg("--data").arg(data).stdin(Stdio::null());
    command
}

fn ended(mut command: Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn it_says_where_it_listens_and_ends_on_sigterm() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = server(&dir.path().join("data"));
    command.env("PETPRO_SERVER_SHUTDOWN__NOTICE_SECONDS", "0").args(["--port", "0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let listening: Value = serde_json::from_str(&line).unwrap();
    let address = listening["listening"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    assert!(std::net::TcpStream::connect(address).is_ok());
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_port_in_use_is_a_sentence_and_code_3() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let dir = tempfile::tempdir().unwrap();
    let mut command = server(dir.path());
    command.args(["--port", &port]);
    let (code, out, err) = ended(command);
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.contains(&format!("port {port} is in use")), "{err}");
}

#[test]
fn a_folder_that_cannot_be_written_is_a_sentence_and_code_4() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let (code, _, err) = ended(server(&file.path().join("data")));
    assert_eq!(code, 4);
    assert!(err.starts_with("petpro-server: cannot write in"), "{err}");
}

#[test]
fn an_unknown_setting_is_a_sentence_and_code_2() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = server(dir.path());
    command.env("PETPRO_SERVER_RATES__LOGNI", "9");
    let (code, _, err) = ended(command);
    assert_eq!(code, 2);
    assert!(err.contains("logni"), "{err}");
}

#[test]
fn the_printed_configuration_masks_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = server(dir.path());
    command.env("PETPRO_SERVER_METRICS_TOKEN", "canary-1234").arg("--print-config");
    let (code, out, _) = ended(command);
    let printed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, printed["metrics_token"].as_str()), (0, Some("********")));
    assert!(!out.contains("canary-1234"));
    assert!(!dir.path().join("petpro.db").exists(), "printing opens nothing");
}
