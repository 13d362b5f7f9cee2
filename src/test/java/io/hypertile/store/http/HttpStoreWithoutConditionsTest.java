package io.hypertile.store.http;

class HttpStoreWithoutConditionsTest extends HttpStoreContract {
  @Override
  FileRules.Kind kind() {
    return FileRules.Kind.WITHOUT_CONDITIONS;
  }
}
