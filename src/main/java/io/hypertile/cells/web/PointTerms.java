package io.hypertile.cells.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.PointColumns;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Pattern;

/** Terms of points from the values of a table. */
final class PointTerms {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");

  private PointTerms() {}

  /** A number; whole ones mean what the column says. */
  static Term number(String text, PointColumns.Column column) {
    if (WHOLE.matcher(text).matches()) {
      return new Position(1, Long.parseLong(text));
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw column.refused(Quoting.shortened(text) + " is beyond all numbers of 64 bits.");
    }
    return new Value(1, value, text);
  }

  /** A field of CSV, which does not tell numbers from texts. */
  static Term field(String field, boolean quoted, PointColumns.Column column) {
    boolean isNumber = !quoted && !column.isText() && NUMBER.matcher(field).matches();
    return isNumber ? number(field, column) : new Text(1, field, true);
  }

  /** Failure of a table that breaks the rules of its notation. */
  static ServiceException malformed(String detail, Map<String, ?> members) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail, members, null);
  }
}
