package io.hypertile.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Name of a setting of something that the operator named, such as {@code
 * hypertile.stores.lake.url}.
 *
 * @param map name of the setting that holds all of these, such as {@code hypertile.stores}
 * @param key the operator's name
 * @param member as it was given
 * @param known members that there are
 */
record MemberName(String map, String key, String member, Set<String> known) {
  /**
   * The parts of a name, in any of the forms that settings have.
   *
   * @param maps settings that hold what operators name, each with the members of these
   * @return empty if the name is of none of these, or of no member
   */
  static Optional<MemberName> of(String name, Map<String, Set<String>> maps) {
    String dotted = name.replaceAll("\\[([^]]*)]", ".$1");
    String points = dotted.indexOf('.') < 0 ? dotted.replace('_', '.') : dotted;
    for (Map.Entry<String, Set<String>> map : maps.entrySet()) {
      String prefix = map.getKey() + ".";
      if (points.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        String rest = points.substring(prefix.length());
        int end = rest.indexOf('.');
        if (end > 0 && end < rest.length() - 1) {
          String key = rest.substring(0, end).toLowerCase(Locale.ROOT);
          return Optional.of(
              new MemberName(map.getKey(), key, rest.substring(end + 1), map.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  /** The name with the member that is nearest. */
  Optional<String> nearest() {
    String given = member.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.comparingInt(
                each -> LevenshteinDistance.getDefaultInstance().apply(each, given)))
        .map(each -> map + "." + key + "." + each);
  }
}
