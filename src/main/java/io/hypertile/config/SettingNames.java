package io.hypertile.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings of the server, as the metadata that is made from the classes of this package lists
 * them. Immutable.
 */
final class SettingNames {
  /** Prefix of the names of all settings. */
  static final String PREFIX = "hypertile.";

  private static final String[] METADATA = {
    "META-INF/spring-configuration-metadata.json",
    "META-INF/additional-spring-configuration-metadata.json"
  };
  private static final String LIST = "java.util.List<";
  private static final String MAP = "java.util.Map<java.lang.String,";

  /** Stands for a name that the operator chose. */
  private static final String ANY = "NAME";

  private static final int LETTERS_FOR_A_SLIP = 4;

  /** Settings of the framework that are mistyped most. */
  private static final List<String> LISTENING =
      List.of(
          "server.port", "server.address", "management.server.port", "management.server.address");

  private static final int SLIPS = 2;

  /** Prefixes of the names of the framework's settings. */
  private static final Pattern FRAMEWORK =
      Pattern.compile("^(?:server|management|spring|logging|springdoc|debug|trace|info)(?:\\W|$)");

  /**
   * A setting.
   *
   * @param name as it is documented, such as {@code hypertile.storage.open-files}
   * @param type a class's name, with its arguments
   * @param byDefault the value where none is given, empty for none
   * @param description what it is, without a full stop
   */
  record Setting(String name, String type, String byDefault, String description) {
    /** The name as it is given. */
    String shown() {
      return type.startsWith(MAP) ? name + "." + ANY + ".MEMBER" : name;
    }
  }

  private final Map<String, Setting> settings;

  /** Names that are taken, without dashes, and each as it is documented. */
  private final Map<String, String> taken = new TreeMap<>();

  private final TreeSet<String> groups = new TreeSet<>();

  /** Maps from names of the operator's choice to records, with the members of these. */
  private final Map<String, Set<String>> maps = new TreeMap<>();

  private SettingNames(Map<String, Setting> settings) {
    this.settings = settings;
    for (Setting setting : settings.values()) {
      add(setting.name());
      if (setting.type().startsWith(LIST)) {
        members(setting, LIST).forEach(member -> add(setting.name() + "." + member));
      } else if (setting.type().startsWith(MAP)) {
        Set<String> members = members(setting, MAP);
        maps.put(setting.name(), members);
        members.forEach(member -> add(setting.name() + "." + ANY + "." + member));
      }
    }
  }

  /** Reads the names from the class path. */
  static SettingNames read() {
    Map<String, Setting> settings = new TreeMap<>();
    try {
      for (String name : METADATA) {
        for (URL url : Collections.list(SettingNames.class.getClassLoader().getResources(name))) {
          try (InputStream in = url.openStream()) {
            JsonNode properties = JsonMapper.shared().readTree(in).path("properties");
            if (add(properties, settings)) {
              // Those of the libraries lie behind the server's own.
              break;
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SettingNames(Collections.unmodifiableMap(settings));
  }

  private static boolean add(JsonNode properties, Map<String, Setting> settings) {
    boolean own = false;
    for (JsonNode property : properties) {
      String name = property.path("name").asString("");
      if (name.startsWith(PREFIX)) {
        own = true;
        settings.putIfAbsent(
            name,
            new Setting(
                name,
                property.path("type").asString(""),
                property.path("defaultValue").asString(""),
                property.path("description").asString("").replaceAll("\\s+", " ")));
      }
    }
    return own;
  }

  private void add(String name) {
    taken.put(squashed(name), name);
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      groups.add(squashed(name.substring(0, dot)));
    }
  }

  /** The members of the records that a list or a map holds, if it does. */
  private static Set<String> members(Setting setting, String collection) {
    Set<String> members = new TreeSet<>();
    String element =
        setting.type().substring(collection.length(), setting.type().length() - 1).strip();
    if (element.startsWith(SettingNames.class.getPackageName())) {
      try {
        addMembers(Class.forName(element), "", members);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return members;
  }

  private static void addMembers(Class<?> type, String before, Set<String> members) {
    for (RecordComponent member : type.getRecordComponents()) {
      String name = before + DataObjectPropertyName.toDashedForm(member.getName());
      if (member.getType().isRecord()) {
        addMembers(member.getType(), name + ".", members);
      } else {
        members.add(name);
      }
    }
  }

  /** The settings by name, in alphabetical order. */
  Map<String, Setting> all() {
    return settings;
  }

  /** Whether a name, in any of the forms that settings have, is one of a setting. */
  boolean has(String name) {
    return taken.containsKey(squashed(name)) || isInMap(name);
  }

  /** Whether a name is of a member of what the operator named. */
  private boolean isInMap(String name) {
    return MemberName.of(name, maps)
        .filter(member -> member.known().stream().anyMatch(known -> isSame(known, member)))
        .isPresent();
  }

  private static boolean isSame(String known, MemberName member) {
    return squashed(known).equals(squashed(member.member()));
  }

  /** Whether a name is that of a group, such as {@code hypertile.io}. */
  boolean isGroup(String name) {
    return groups.contains(squashed(name)) || squashed(name).equals(squashed(PREFIX));
  }

  /** Whether a name is in a group of settings below {@code hypertile}. */
  boolean isInGroup(String name) {
    String plain = squashed(name);
    String prefix = squashed(PREFIX);
    return groups.stream()
        .anyMatch(group -> group.length() > prefix.length() && plain.startsWith(group));
  }

  /** The documented name that is nearest, if one is near: a slip for every four letters. */
  Optional<String> nearest(String name) {
    Optional<MemberName> member = MemberName.of(name, maps);
    if (member.isPresent()) {
      return member.get().nearest();
    }
    String plain = squashed(name);
    int own = plain.length() - squashed(PREFIX).length();
    int fewest = 2 + Math.max(0, own) / LETTERS_FOR_A_SLIP;
    String nearest = "";
    for (Map.Entry<String, String> known : taken.entrySet()) {
      int edits = edits(plain, known.getKey());
      if (edits < fewest) {
        fewest = edits;
        nearest = known.getValue();
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /**
   * The setting that a name on the command line means which has no effect: one of the server's
   * without the first part or parts of its name, or nearly one that says where the server listens.
   *
   * @return empty for names below {@code hypertile} and for those of other settings
   */
  Optional<String> meant(String name) {
    String plain = squashed(name);
    if (plain.startsWith(squashed(PREFIX)) || LISTENING.contains(name)) {
      return Optional.empty();
    }
    for (String setting : LISTENING) {
      boolean end = setting.endsWith("." + name) || setting.equals("server." + name);
      if (end || edits(plain, squashed(setting)) <= SLIPS) {
        return Optional.of(setting);
      }
    }
    Optional<String> shortened =
        taken.entrySet().stream()
            .filter(known -> known.getKey().equals(squashed(PREFIX) + plain))
            .map(Map.Entry::getValue)
            .findFirst();
    String dashed = "." + DataObjectPropertyName.toDashedForm(name);
    return shortened
        .or(() -> taken.values().stream().filter(known -> known.endsWith(dashed)).findFirst())
        .or(() -> FRAMEWORK.matcher(name).find() ? Optional.empty() : nearest(PREFIX + name));
  }

  /** A name without what its forms differ in: case, dashes, points, underscores, list positions. */
  private static String squashed(String name) {
    return name.replaceAll("\\[[^]]*]|[._][0-9]+(?=[._]|$)", "")
        .replaceAll("[^A-Za-z0-9]", "")
        .toLowerCase(Locale.ROOT);
  }

  private static int edits(String one, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(one, other);
  }
}
