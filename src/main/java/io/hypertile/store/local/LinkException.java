package io.hypertile.store.local;

import java.io.IOException;
import java.nio.file.Path;

/** A symbolic link in the place of an object or on the way to it. */
final class LinkException extends IOException {
  LinkException(Path link) {
    super(link + " is a symbolic link");
  }
}
