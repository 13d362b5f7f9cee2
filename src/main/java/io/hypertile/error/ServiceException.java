package io.hypertile.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code, a text that is safe to show to the client, and typed members for programs.
 * Nothing else becomes a 4xx answer. Paths of the server and causes go to the log only.
 */
public class ServiceException extends RuntimeException {
  private final ErrorCode code;
  private final Map<String, Object> members;

  /**
   * A failure without members.
   *
   * @param code the kind of failure
   * @param detail one sentence for the client: what is wrong and how to mend it
   */
  public ServiceException(ErrorCode code, String detail) {
    this(code, detail, Map.of(), null);
  }

  /**
   * A failure with members and a cause.
   *
   * @param code the kind of failure
   * @param detail one sentence for the client: what is wrong and how to mend it
   * @param members snake_case names to JSON-like values (text, numbers, booleans, lists, maps)
   * @param cause the cause, for the log
   */
  public ServiceException(
      ErrorCode code, String detail, Map<String, ?> members, @Nullable Throwable cause) {
    super(detail, cause);
    this.code = code;
    this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** The failure's code. */
  public ErrorCode code() {
    return code;
  }

  /** The sentence for the client. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Typed members in the order given. */
  public Map<String, Object> members() {
    return members;
  }

  /** The same failure of another kind. */
  public ServiceException as(ErrorCode other) {
    return copy(other, members);
  }

  /** The same failure with one more member, in front of nothing: appended. */
  public ServiceException with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return copy(code, more);
  }

  private ServiceException copy(ErrorCode other, Map<String, Object> more) {
    ServiceException copy = new ServiceException(other, detail(), more, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }
}
