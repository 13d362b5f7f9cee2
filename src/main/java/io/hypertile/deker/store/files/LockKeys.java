package io.hypertile.deker.store.files;

import io.hypertile.lock.LockKey;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.util.List;

/** Names of the locks of a storage. */
public final class LockKeys {
  private static final String ALL = "";
  private static final String DIRECTORIES = "/";

  private LockKeys() {}

  /** The life of a collection: held for reading by everything that needs it to stay. */
  public static LockKey collection(CollectionName name) {
    return new LockKey(name.text(), ALL);
  }

  /** The directories of a collection's arrays and links: held for writing to remove empty ones. */
  public static LockKey directories(CollectionName name) {
    return new LockKey(name.text(), DIRECTORIES);
  }

  /** An array. */
  public static LockKey array(CollectionName name, ArrayId id) {
    return new LockKey(name.text(), id.text());
  }

  /** The place of a key, so that one array at most has it. */
  public static LockKey place(CollectionName name, List<String> keyPath) {
    return new LockKey(name.text(), "~" + String.join("/", keyPath));
  }

  /** A tile of a virtual array. */
  public static LockKey tile(CollectionName name, ArrayId array, String tile) {
    return new LockKey(name.text(), array.text() + "/" + tile);
  }
}
