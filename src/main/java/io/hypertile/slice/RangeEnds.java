package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.text.Quoting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends of ranges where these are not clipped (atlas-rules.md 34). */
final class RangeEnds {
  private RangeEnds() {}

  /**
   * Checks that the positions at both ends are on the axis; the stop may be one past the last.
   *
   * @throws ServiceException {@code value-out-of-range}
   */
  static void requireWithin(Axis axis, Range range) {
    for (Optional<Term> end : List.of(range.start(), range.stop())) {
      if (end.isPresent()
          && end.get() instanceof Position position
          && (position.value() > axis.size() || position.value() < -axis.size())) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("dimension", axis.name());
        members.put("column", position.column());
        members.put("size", axis.size());
        throw new ServiceException(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "The range goes past the end of dimension %s, which has %d positions: %d; end it at %d, or leave the end out."
                .formatted(Quoting.quoted(axis.name()), axis.size(), position.value(), axis.size()),
            members,
            null);
      }
    }
  }
}
