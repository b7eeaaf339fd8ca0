//! The one window: its size, what its page may do, and the addresses that the desktop hands over.

use parking_lot::Mutex;
use tauri::ipc::Channel;
use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{App, AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_deep_link::DeepLinkExt;

const NAME: &str = "main";

/// Addresses on their way to the page, which reads them with the core's one router.
#[derive(Default)]
pub(crate) struct Door(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    /// From before the page asked.
    addresses: Vec<String>,
    page: Option<Channel<String>>,
}

impl Door {
    fn hand(&self, address: String) {
        let mut waiting = self.0.lock();
        match &waiting.page {
            Some(page) if page.send(address.clone()).is_ok() => {}
            _ => waiting.addresses.push(address),
        }
    }

    /// A page that was loaded: it has what came so far, and everything from now on.
    pub(crate) fn open(&self, page: Channel<String>) {
        let mut waiting = self.0.lock();
        for address in std::mem::take(&mut waiting.addresses) {
            let _ = page.send(address);
        }
        waiting.page = Some(page);
    }
}

/// Opens it.
pub(crate) fn open(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    app.manage(Door::default());
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| handed(&handle, event.urls().iter().map(ToString::to_string)));
    if let Some(first) = app.deep_link().get_current()? {
        handed(app.handle(), first.iter().map(ToString::to_string));
    }
    let window = WebviewWindowBuilder::new(app, NAME, WebviewUrl::default())
        .title("PetPro")
        .inner_size(1200.0, 820.0)
        .min_inner_size(360.0, 560.0)
        // Its own pages and nothing else; a payment provider's opens in the person's browser.
        .on_navigation(|to| to.scheme() == "tauri" || to.host_str() == Some("tauri.localhost"))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, kind| match kind {
            PermissionKind::Camera => PermissionResponse::Allow,
            _ => PermissionResponse::Deny,
        })
        .build()?;
    Ok(webkit(&window)?)
}

/// A second start ends here; whoever made it is looking for this window.
pub(crate) fn to_front<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(NAME) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

fn handed<R: Runtime>(app: &AppHandle<R>, addresses: impl Iterator<Item = String>) {
    let door = app.state::<Door>();
    addresses.for_each(|address| door.hand(address));
    to_front(app);
}

/// WebKitGTK keeps cameras from its pages until it is told otherwise, and what a page complains about to itself.
#[cfg(target_os = "linux")]
fn webkit<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    window.with_webview(|view| {
        use webkit2gtk::{CacheModel, SettingsExt, WebContextExt, WebViewExt};
        // Its pages come from the program itself: nothing of them is worth keeping twice.
        if let Some(context) = WebViewExt::context(&view.inner()) {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
        if let Some(settings) = WebViewExt::settings(&view.inner()) {
            settings.set_enable_media_stream(true);
            settings.set_enable_write_console_messages_to_stdout(tracing::enabled!(tracing::Level::DEBUG));
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn webkit<R: Runtime>(_: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}
