package io.hypertile.cells.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.SliceParser;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body with several slices: {@code {"slices": [...]}}, each a text or an object with a
 * {@code name} and a {@code slice}. The n-th that has no name is called {@code arr_n}, counted from
 * 0 over all of them, as NumPy names arrays without one.
 */
final class BoxesBody {
  /** Most slices of a body. */
  static final int MOST = 10_000;

  private static final String SLICES = "slices";
  private static final String NAME = "name";
  private static final String SLICE = "slice";
  private static final String LIST = "a list of at least one slice";
  private static final String ITEM =
      "a slice such as \"0,10:20\", or an object with a name and a slice";
  private static final int NAME_BYTES = 255;
  private static final int SLICE_BYTES = 65_536;

  private BoxesBody() {}

  /**
   * Reads the body.
   *
   * @param lookup method of finding values in all slices
   * @param isExact whether ranges that go past the end of their axis are refused
   * @throws ServiceException {@code malformed-body} with a {@code pointer} to what is wrong, {@code
   *     body-too-large} for too many slices, {@code invalid-slice} for one that cannot be read
   */
  static BoxQuery parse(byte[] body, Lookup lookup, boolean isExact) {
    JsonCursor root = JsonCursor.root(ErrorCode.MALFORMED_BODY, JsonReading.parse(body));
    root.requireObject("an object with the member slices");
    root.refuseUnknown(List.of(SLICES));
    JsonCursor list = root.require(SLICES, LIST).requireList(LIST);
    if (list.size() == 0) {
      throw list.wrong(LIST);
    }
    TooLarge.requireBody(
        list.size(), MOST, most -> "At most " + most + " slices are taken; send them in parts.");
    Map<String, Integer> names = new LinkedHashMap<>();
    List<BoxQuery.Box> boxes = new ArrayList<>(list.size());
    for (int n = 0; n < list.size(); n++) {
      JsonCursor item = list.item(n);
      BoxQuery.Box box = item.node().isString() ? box(item, "arr_" + n) : named(item, "arr_" + n);
      @Nullable Integer first = names.putIfAbsent(box.name(), n);
      if (first != null) {
        JsonCursor place = item.node().isObject() ? item.find(NAME).orElse(item) : item;
        throw place.fault(
            "%s has the name %s, as slice %d has; names are unique."
                .formatted(item.subject(), Quoting.quoted(box.name()), first),
            Map.of("first", first));
      }
      boxes.add(box);
    }
    return new BoxQuery(boxes, lookup, isExact);
  }

  private static BoxQuery.Box named(JsonCursor item, String preset) {
    item.requireObject(ITEM);
    item.refuseUnknown(List.of(NAME, SLICE));
    String name = item.findGiven(NAME).map(BoxesBody::name).orElse(preset);
    return box(item.require(SLICE, "a slice"), name);
  }

  private static BoxQuery.Box box(JsonCursor slice, String name) {
    String text = slice.requireText("a slice", SLICE_BYTES);
    try {
      return new BoxQuery.Box(name, slice.pointer(), SliceParser.parse(text));
    } catch (ServiceException e) {
      throw e.with("pointer", slice.pointer());
    }
  }

  /** A name that may be that of a file in an archive. */
  private static String name(JsonCursor at) {
    String accepted = "a name without slashes, backslashes, colons and control characters";
    String name = at.requireText(accepted, NAME_BYTES);
    boolean fits =
        !name.isBlank()
            && name.chars().noneMatch(c -> "/\\:".indexOf(c) >= 0 || Character.isISOControl(c))
            && !name.chars().allMatch(c -> c == '.');
    if (!fits) {
      throw at.wrong(accepted);
    }
    return name;
  }
}
