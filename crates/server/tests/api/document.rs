//! The document and the reference page are those of the code.

use turnstone_server::api::document::DOCUMENT;

#[test]
fn the_document_is_written_down() {
    std::fs::write("/tmp/openapi.json", DOCUMENT.as_str()).unwrap();
}
