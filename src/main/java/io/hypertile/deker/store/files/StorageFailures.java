package io.hypertile.deker.store.files;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The failures that this engine reports, worded in one place. */
public final class StorageFailures {
  private StorageFailures() {}

  /** The disk does not answer as it should. */
  public static ServiceException unavailable(String path, Exception cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The storage cannot be read or written now; try again later.",
        Map.of("file", path),
        cause);
  }

  /** A write failed outside the log, and nothing has changed. */
  public static ServiceException fromWriting(String path, IOException cause) {
    if (FullStorage.isCauseOf(cause)) {
      return new ServiceException(
          ErrorCode.STORAGE_FULL,
          "The storage is full; free space, then write again.",
          Map.of("file", path),
          cause);
    }
    return unavailable(path, cause);
  }

  /** Another program changed the file between two looks at it. */
  public static ServiceException changed(String path) {
    return new ServiceException(
        ErrorCode.LOCKED,
        "The array was changed while the cells came in; write again.",
        Map.of("file", path, "retry_after", 1),
        null);
  }

  /** A program has the file open for writing, or ended without closing it. */
  public static ServiceException markedOpen(String path) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        path
            + " is marked as open for writing: another program is writing it, or ended without"
            + " closing it. Close it there; if no program has it open, take the mark away with"
            + " h5clear -s.",
        Map.of("file", path, "feature", "a mark of an open file"),
        null);
  }

  /** An array of the key, or of one that is kept in the same place, is there already. */
  public static ServiceException keyExists(
      Collection collection, ArrayId id, List<String> keyPath) {
    boolean shared = keyPath.stream().anyMatch(name -> name.contains("%2F"));
    return exists(
        collection, id, shared ? "key, or one that differs in having %2F for a slash," : "key");
  }

  /** An array of the id or the key is there already. */
  public static ServiceException exists(Collection collection, ArrayId id, String what) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("collection", collection.name().text());
    members.put("array", id.text());
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The collection " + collection.name() + " has an array with this " + what + " already.",
        members,
        null);
  }
}
