package io.hypertile.store.http;

class HttpStoreWithoutTagsTest extends HttpStoreContract {
  @Override
  FileRules.Kind kind() {
    return FileRules.Kind.WITHOUT_TAGS;
  }
}
