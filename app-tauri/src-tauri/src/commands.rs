//! What the page calls. Names and arguments of the core's own commands are the table's; pictures and frames are bytes.

use parking_lot::Mutex;
use petpro_app::{Look, Refused, Scanned, Topic};
use serde_json::Value;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::ipc::{Channel, Invoke, InvokeBody, Request, Response};
use tauri::{Runtime, State};

use crate::Core;
use crate::window::Door;

/// Who is told what changed: the page that asked last.
#[derive(Default)]
pub(crate) struct Told(Mutex<Option<JoinHandle<()>>>);

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![call, listen, addresses, picture, still, frame]
}

/// One command of the table.
#[tauri::command]
async fn call(core: State<'_, Core>, name: String, takes: Value) -> Result<Value, Refused> {
    opened(&core)?.invoke(&name, takes).await
}

/// The topics that changed, from now on. The first message says that it begins: whoever was away asks for everything again.
#[tauri::command]
fn listen(core: State<'_, Core>, told: State<'_, Told>, heard: Channel<Vec<Topic>>) -> Result<(), Refused> {
    let mut ear = opened(&core)?.listen();
    let tell = spawn(async move {
        let mut topics = Vec::new();
        while heard.send(topics).is_ok() {
            topics = ear.next().await;
        }
    });
    // A page that was loaded anew has forgotten its old channel.
    if let Some(old) = told.0.lock().replace(tell) {
        old.abort();
    }
    Ok(())
}

/// Each address that the desktop hands over.
#[tauri::command]
fn addresses(door: State<'_, Door>, handed: Channel<String>) {
    door.open(handed);
}

/// A product's picture, PNG.
#[tauri::command]
async fn picture(core: State<'_, Core>, sha256: String) -> Result<Response, Refused> {
    Ok(Response::new(opened(&core)?.picture(&sha256).await?))
}

/// The codes of a picture file: its bytes are the body.
#[tauri::command]
async fn still(core: State<'_, Core>, request: Request<'_>) -> Result<Vec<Scanned>, Refused> {
    opened(&core)?.still(body(&request)).await
}

/// The next frame of a camera: a byte a pixel as the body, its size and time in the headers.
#[tauri::command]
async fn frame(core: State<'_, Core>, request: Request<'_>) -> Result<Look, Refused> {
    let number = |name| request.headers().get(name)?.to_str().ok()?.parse::<u32>().ok();
    let [width, height, at_ms] = ["width", "height", "at-ms"].map(|name| number(name).unwrap_or(0));
    opened(&core)?.frame(body(&request), width, height, at_ms.into()).await
}

fn opened(core: &Core) -> Result<&petpro_app::App, Refused> {
    core.as_ref().map_err(Clone::clone)
}

fn body(request: &Request<'_>) -> Vec<u8> {
    match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        InvokeBody::Json(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use petpro_app::{App, Config};
    use serde_json::json;
    use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
    use tauri::webview::InvokeRequest;
    use tauri::{Manager, WebviewWindow, WebviewWindowBuilder};

    use super::*;

    /// A window without a display, over a store in this folder; nobody listens at the server's address.
    fn window(folder: &std::path::Path) -> WebviewWindow<MockRuntime> {
        let core = tauri::async_runtime::block_on(async { App::open(Config::new(folder, "http://127.0.0.1:9")) });
        shown(core)
    }

    fn shown(core: Core) -> WebviewWindow<MockRuntime> {
        let app = mock_builder().invoke_handler(handler()).build(mock_context(noop_assets())).unwrap();
        app.manage(core);
        app.manage(Told::default());
        app.manage(Door::default());
        WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().unwrap()
    }

    /// What a page gets for a command.
    fn ask(window: &WebviewWindow<MockRuntime>, cmd: &str, body: InvokeBody) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: cmd.into(),
            callback: tauri::ipc::CallbackFn(0),
            error: tauri::ipc::CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body,
            headers: Default::default(),
            invoke_key: INVOKE_KEY.into(),
        };
        get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
    }

    #[test]
    fn the_table_answers_through_the_window() {
        let folder = tempfile::tempdir().unwrap();
        let window = window(folder.path());
        let said = ask(&window, "call", InvokeBody::Json(json!({"name": "lang", "takes": {}})));
        assert_eq!(said.unwrap(), "en");
    }

    #[test]
    fn a_refusal_comes_with_its_code_and_words() {
        let folder = tempfile::tempdir().unwrap();
        let window = window(folder.path());
        let said = ask(&window, "call", InvokeBody::Json(json!({"name": "no_such", "takes": {}}))).unwrap_err();
        assert_eq!(said["code"], "invalid");
        assert!(said["next"].as_str().is_some_and(|next| !next.is_empty()));
    }

    #[test]
    fn a_store_that_did_not_open_is_said_by_every_command() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("guest.db"), "a shopping list, written by hand\n".repeat(40)).unwrap();
        let core =
            tauri::async_runtime::block_on(async { App::open(Config::new(folder.path(), "http://127.0.0.1:9")) });
        let window = shown(core);
        let said = ask(&window, "call", InvokeBody::Json(json!({"name": "settings", "takes": {}}))).unwrap_err();
        assert_eq!(said["code"], "store-not-sqlite");
    }

    #[test]
    fn a_frame_that_is_smaller_than_it_says_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let window = window(folder.path());
        let said = ask(&window, "frame", InvokeBody::Raw(vec![0; 10])).unwrap_err();
        assert_eq!(said["code"], "image-unreadable");
    }
}
