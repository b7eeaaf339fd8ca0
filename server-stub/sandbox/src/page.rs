//! HTML for people: plain, works without scripts, readable aloud.

/// A page with one heading. `body` is HTML; everything in it that came from outside is escaped.
pub fn html(title: &str, body: &str) -> axum::response::Html<String> {
    let title = escaped(title);
    axum::response::Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;\
         color:#1a1a1a;background:#fff}}fieldset{{border:1px solid #767676;border-radius:.4rem;margin:1rem 0}}\
         label{{display:block;padding:.4rem 0}}button{{font:inherit;padding:.6rem 1.4rem;border-radius:.4rem;\
         border:1px solid #1a1a1a;background:#0b4f9e;color:#fff}}button.second{{background:#fff;color:#1a1a1a}}\
         table{{border-collapse:collapse;width:100%}}td,th{{text-align:left;padding:.4rem;border-bottom:1px solid #ccc}}\
         :focus-visible{{outline:3px solid #b35900;outline-offset:2px}}</style></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    ))
}

/// Text that can stand in HTML, also in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
