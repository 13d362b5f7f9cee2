package io.hypertile.error;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored bytes that contradict their format. Names the file, the object in it and the offset. */
public final class CorruptDataException extends ServiceException {
  private final String file;
  private final String object;
  private final long offset;

  /**
   * A contradiction in a file.
   *
   * @param file the file, relative to the storage root where there is one
   * @param object what was being read, such as {@code data: chunk B-tree}
   * @param offset byte offset in the file where it is, -1 when it has none
   * @param reason the contradiction
   * @param cause the cause, for the log
   */
  public CorruptDataException(
      String file, String object, long offset, String reason, @Nullable Throwable cause) {
    super(
        ErrorCode.CORRUPT_DATA,
        file + ": " + object + (offset < 0 ? "" : " at offset " + offset) + ": " + reason,
        members(file, object, offset),
        cause);
    this.file = file;
    this.object = object;
    this.offset = offset;
  }

  private static Map<String, Object> members(String file, String object, long offset) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("file", file);
    members.put("object", object);
    members.put("offset", offset);
    return members;
  }

  /** The damaged file, relative to the storage root where there is one. */
  public String file() {
    return file;
  }

  /** The object in the file that was being read. */
  public String object() {
    return object;
  }

  /** Byte offset in the file, -1 when there is none. */
  public long offset() {
    return offset;
  }
}
