package io.hypertile.store.http;

class HttpStoreWithoutRangesTest extends HttpStoreContract {
  @Override
  FileRules.Kind kind() {
    return FileRules.Kind.WITHOUT_RANGES;
  }
}
