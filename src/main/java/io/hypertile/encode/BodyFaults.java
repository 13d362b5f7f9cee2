package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The failures of bodies, worded in one place. */
final class BodyFaults {
  private static final int MAX_TEXT = 60;

  private BodyFaults() {}

  static ServiceException malformed(String detail) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail);
  }

  static ServiceException malformed(String detail, Map<String, ?> members) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail, members, null);
  }

  static ServiceException unsupported(String detail, Map<String, ?> members) {
    return new ServiceException(ErrorCode.UNSUPPORTED_FORMAT, detail, members, null);
  }

  static ServiceException shapeMismatch(WriteTarget target, List<Long> found) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("expected", target.shape().toList());
    members.put("found", found);
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "The body has shape "
            + found
            + ", the selection "
            + shapes(target)
            + "; send as many cells on each axis as are selected.",
        members,
        null);
  }

  /** A nested list that has not the target's shape at one place. */
  static ServiceException raggedList(WriteTarget target, List<Long> index, String problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("expected", target.shape().toList());
    members.put("index", index);
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "At " + index + " " + problem + "; nest the lists as the shape " + shapes(target) + ".",
        members,
        null);
  }

  private static String shapes(WriteTarget target) {
    String shape = target.shape().toString();
    return target.shape().equals(target.fullShape())
        ? shape
        : shape + " (or " + target.fullShape() + ")";
  }

  /** A cell whose value does not fit. */
  static ServiceException outOfRange(
      CellType dtype, List<Long> index, String value, String problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("index", index);
    members.put("value", shortened(value));
    members.put("dtype", dtype.numpyName());
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The cell at " + index + " is " + shortened(value) + ": " + problem + ".",
        members,
        null);
  }

  /** A body of another dtype that is not converted. */
  static ServiceException dtypeMismatch(CellType expected, String found, String advice) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("expected_dtype", expected.numpyName());
    members.put("found_dtype", shortened(found));
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The body is of dtype "
            + shortened(found)
            + ", the array of "
            + expected.numpyName()
            + "; "
            + advice
            + ".",
        members,
        null);
  }

  /**
   * A body of the wrong length.
   *
   * @param expected bytes it should have
   * @param found bytes it has, or at least has when there are more
   */
  static ServiceException wrongLength(long expected, long found, @Nullable String hint) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("expected_bytes", expected);
    members.put("found_bytes", found);
    return new ServiceException(
        ErrorCode.MALFORMED_BODY,
        (found > expected ? "Bytes follow the last cell: " : "The body ends before its last cell: ")
            + expected
            + " bytes were expected, "
            + found
            + (found > expected ? " or more" : "")
            + " found"
            + (hint == null ? "" : "; " + hint)
            + ".",
        members,
        null);
  }

  /** A text of the client's, cut to a length that suits a message, without control characters. */
  static String shortened(String text) {
    String cut =
        text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1).stripTrailing() + "…";
    StringBuilder shown = new StringBuilder(cut.length());
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      boolean odd = Character.isISOControl(c) || Character.isSurrogate(c);
      shown.append(odd ? '?' : c);
    }
    return shown.toString();
  }

  /** The index on each axis of a cell counted in C order. */
  static List<Long> index(Shape shape, long cell) {
    Long[] index = new Long[shape.rank()];
    long rest = cell;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.length(axis);
      rest /= shape.length(axis);
    }
    return List.of(index);
  }

  /** The index on each axis of a cell counted with the first axis running fastest. */
  static List<Long> fortranIndex(Shape shape, long cell) {
    Long[] index = new Long[shape.rank()];
    long rest = cell;
    for (int axis = 0; axis < index.length; axis++) {
      index[axis] = rest % shape.length(axis);
      rest /= shape.length(axis);
    }
    return List.of(index);
  }
}
