package io.hypertile.text;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Attributes of latitudes and longitudes (CF conventions 1.11, 4.1 and 4.2). */
public final class CfPlaces {
  private CfPlaces() {}

  /**
   * Attributes of coordinates, in order; none of other measures.
   *
   * @param measure name of the measure or the axis, in any case
   */
  public static Map<String, String> of(String measure) {
    return switch (measure.toLowerCase(Locale.ROOT)) {
      case "lat", "latitude" -> of("latitude", "degrees_north", "Y");
      case "lon", "long", "longitude" -> of("longitude", "degrees_east", "X");
      default -> Map.of();
    };
  }

  private static Map<String, String> of(String name, String units, String axis) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("standard_name", name);
    attributes.put("units", units);
    attributes.put("axis", axis);
    return attributes;
  }
}
