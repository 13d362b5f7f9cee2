package io.hypertile.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Ends a start with a setting below {@code hypertile} that there is not. In the environment and
 * among the JVM's properties other programs have names too: there a name ends the start when it is
 * near a setting or in a group of settings, and is warned of otherwise, unless it is one of those
 * that Kubernetes gives every pod beside a Service.
 */
final class SettingCheck implements ApplicationListener<SpringApplicationEvent>, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(SettingCheck.class);
  private static final String DASHES = "--";
  private static final String COMMAND_LINE = "commandLineArgs";
  private static final String IN_ENVIRONMENT = "in the environment";
  private static final Pattern POSITION = Pattern.compile("_[0-9]+(?=_)");
  private static final String VARIABLES = "HYPERTILE_";
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "HYPERTILE_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_[A-Z0-9_]+)?");

  private final List<String> warnings = new ArrayList<>();

  @Override
  public int getOrder() {
    // After the files have been read.
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(SpringApplicationEvent event) {
    switch (event) {
      case ApplicationEnvironmentPreparedEvent prepared -> {
        requireDashes(prepared.getArgs());
        check(prepared.getEnvironment());
      }
      case ApplicationPreparedEvent prepared -> warnings.forEach(LOG::warn);
      default -> {
        // Nothing of it concerns settings.
      }
    }
  }

  private void check(ConfigurableEnvironment environment) {
    SettingNames names = SettingNames.read();
    Map<String, String> unknown = new TreeMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> listed) {
        for (String name : listed.getPropertyNames()) {
          if (isUnknown(name, listed, names)) {
            unknown.putIfAbsent(name, place(source.getName()));
          }
        }
      }
    }
    if (!unknown.isEmpty()) {
      List<String> described = new ArrayList<>();
      List<String> advice = new ArrayList<>();
      unknown.forEach((name, place) -> {
        described.add(name + " (given " + place + ")");
        advice.add(advice(name, place, names));
      });
      throw unknown(described, advice);
    }
    StorageRoot.requireGiven(environment.getProperty(StorageRoot.SETTING));
  }

  private static RefusedStartException unknown(List<String> described, List<String> advice) {
    return new RefusedStartException(
        "There is no setting " + String.join(" and no ", described) + ".",
        String.join("\n", advice) + "\nAll settings are listed by --help.");
  }

  /** Arguments that are no settings mean nothing to the framework, which passes over them. */
  private static void requireDashes(String[] arguments) {
    List<String> described = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    for (int at = 0; at < arguments.length; at++) {
      String argument = arguments[at];
      if (!argument.startsWith(DASHES)) {
        described.add(argument + " (given on the command line without --)");
        advice.add("Instead of " + argument + ", write " + dashed(arguments, at) + ".");
      }
    }
    if (!described.isEmpty()) {
      throw unknown(described, advice);
    }
  }

  private static String dashed(String[] arguments, int at) {
    String argument = arguments[at];
    String before = at == 0 ? "" : arguments[at - 1];
    String bare = argument.replaceFirst("^-D?", "");
    if (bare.equals("help") || bare.equals("version") || bare.matches("[A-Za-z][^/]*=.*")) {
      return DASHES + bare;
    }
    return before.startsWith(DASHES) && before.indexOf('=') < 0
        ? before + "=" + argument
        : "--SETTING=VALUE, with two dashes and no blanks";
  }

  private boolean isUnknown(String name, EnumerablePropertySource<?> source, SettingNames names) {
    if (source.getName().equals(COMMAND_LINE) && names.meant(name).isPresent()) {
      return true;
    }
    boolean variable =
        source.getName().startsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    boolean ours =
        variable
            ? name.startsWith(VARIABLES)
            : name.toLowerCase(Locale.ROOT).startsWith(SettingNames.PREFIX);
    if (!ours || names.has(name) || isEmptyGroup(name, source, names)) {
      return false;
    }
    boolean shared =
        variable
            || source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    if (!shared) {
      return true;
    }
    if (variable && SERVICE_LINK.matcher(name).matches()) {
      return false;
    }
    if (names.isInGroup(name) || names.nearest(name).isPresent()) {
      return true;
    }
    if (variable) {
      warnings.add("The variable " + name + " is no setting of the server and has no effect.");
    }
    return false;
  }

  /** A group without members, as {@code hypertile:} alone in a YAML file. */
  private static boolean isEmptyGroup(
      String name, EnumerablePropertySource<?> source, SettingNames names) {
    Object value = source.getProperty(name);
    return names.isGroup(name) && (value == null || value.toString().isEmpty());
  }

  private static String advice(String name, String place, SettingNames names) {
    if (names.isGroup(name)) {
      return name + " is a group: give a setting in it.";
    }
    boolean variable = name.startsWith(VARIABLES) && place.equals(IN_ENVIRONMENT);
    return names
        .meant(name)
        .or(() -> names.nearest(name))
        .map(near -> variable ? variable(near, name) : near)
        .map(near -> "Instead of " + name + ", did you mean " + near + "?")
        .orElse("Leave " + name + " out: no setting has a name like it.");
  }

  /** The variable of a setting, with the position in a list that a name has. */
  private static String variable(String setting, String name) {
    String variable = setting.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    Matcher position = POSITION.matcher(name);
    int member = variable.lastIndexOf('_');
    return position.find()
        ? variable.substring(0, member) + position.group() + variable.substring(member)
        : variable;
  }

  private static String place(String source) {
    return switch (source) {
      case COMMAND_LINE -> "on the command line";
      case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> IN_ENVIRONMENT;
      case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "with -D";
      default -> "in " + source;
    };
  }
}
