//! A bridge on a free port, over a store whose server is nowhere.

use std::net::SocketAddr;

use petpro_app::{App, Config};
use petpro_bridge::{Pages, Token, router};
use reqwest::{Client, Method, RequestBuilder};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub struct World {
    pub address: SocketAddr,
    pub token: String,
    pub client: Client,
    _folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("pages");
        std::fs::create_dir_all(pages.join("assets")).unwrap();
        std::fs::write(pages.join("index.html"), "<!doctype html><title>PetPro</title>").unwrap();
        std::fs::write(pages.join("assets/app-1.js"), "0").unwrap();
        std::fs::write(pages.join("notes.txt"), "not a page").unwrap();
        std::fs::write(folder.path().join("secret.html"), "beside the pages").unwrap();

        let app = App::open(Config::new(folder.path().join("data"), "http://127.0.0.1:9")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = Token::new([0xa7; 32]);
        let text = token.text().to_owned();
        let routes = router(app, token, address, Pages::read(&pages).unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, token: text, client: Client::new(), _folder: folder }
    }

    /// A request without anything that proves who asks.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// As the page sends it.
    pub fn call(&self, command: &str, args: &serde_json::Value) -> RequestBuilder {
        self.ask(Method::POST, &format!("/invoke/{command}"))
            .header("x-petpro-token", &self.token)
            .header("origin", format!("http://{}", self.address))
            .json(args)
    }
}
