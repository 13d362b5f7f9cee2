package io.hypertile.store.http;

class HttpStoreTest extends HttpStoreContract {
  @Override
  FileRules.Kind kind() {
    return FileRules.Kind.FULL;
  }
}
