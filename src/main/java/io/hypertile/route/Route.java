package io.hypertile.route;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One address of the server: its pattern, what each method of it is for, and the right that a
 * request needs. Everything that must know addresses reads these rows: access, figures, headers,
 * the guard of paths, and the description of the interface. Immutable.
 *
 * <p>A pattern is a path whose segments are texts, {@code {name}} for any one segment, {@code
 * {name}:verb} for one that ends in the verb, {@code {*name}} at the end for the remaining ones, or
 * {@code **} at the end for everything below. The last one never stands for the address above it. A
 * row with a verb is that of its own methods alone: another method is about the resource whose name
 * ends so.
 *
 * @param pattern the pattern, as the mapping of the handler says it
 * @param looking right that methods need which change nothing
 * @param changing right that all other methods need
 * @param uses the methods that handlers take, HEAD and OPTIONS apart
 * @param otherwise kind that other methods are counted as; nothing if the address is not for the
 *     data
 * @param traits what sets the address apart
 */
public record Route(
    String pattern,
    Need looking,
    Need changing,
    Map<String, Use> uses,
    Optional<RequestKind> otherwise,
    Set<Trait> traits) {
  /** The segment that names a collection. */
  public static final String COLLECTION = "{collection}";

  /** The segment that names an array, by its id or by the values of its key. */
  public static final String ARRAY = "{array}";

  /** The segment that names a dataset, whose name may hold slashes. */
  public static final String DATASET = "{dataset}";

  /** The segment that names a variable, whose path may hold slashes. */
  public static final String VARIABLE = "{variable}";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** Sign between the name of a segment and a verb. */
  static final String VERB = ":";

  /** Traits that set an address apart from others. */
  public enum Trait {
    /** Answers may be shown as pages by browsers. */
    PAGE,
    /** Paths may hold characters that clients of the protocol send without encoding them. */
    LOOSE,
    /** Requests beyond the rate of a client wait for their turn, as far as that is short. */
    PATIENT,
    /** Nothing is served: the row says how requests for what is not there are treated. */
    UNSERVED
  }

  /** A method of an address. */
  public record Use(RequestKind kind, Need need) {}

  public Route {
    uses = Collections.unmodifiableMap(new LinkedHashMap<>(uses));
    traits = Set.copyOf(traits);
    if (!pattern.isEmpty() && !pattern.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with a slash: " + pattern);
    }
  }

  private static Route of(String pattern, Need looking, Need changing, Trait... traits) {
    return new Route(
        pattern, looking, changing, Map.of(), Optional.empty(), Set.copyOf(Arrays.asList(traits)));
  }

  /** An address that is open to everybody, with pages. */
  public static Route page(String pattern) {
    return of(pattern, new Need.Nothing(), new Need.Nothing(), Trait.PAGE);
  }

  /** An address that is open to everybody, with data. */
  public static Route open(String pattern) {
    return of(pattern, new Need.Nothing(), new Need.Nothing());
  }

  /** An address of the data for every known caller. */
  public static Route known(String pattern) {
    return of(pattern, new Need.Known(), new Need.Known()).counted(RequestKind.OTHER);
  }

  /** An address for callers who have a scope of all collections. */
  public static Route everywhere(String pattern, Scope scope) {
    return of(pattern, new Need.Everywhere(scope), new Need.Everywhere(scope));
  }

  /**
   * An address of a collection, which it names by {@link #COLLECTION}: {@link Scope#READ} of it to
   * look, {@link Scope#WRITE} to change, unless a method says otherwise.
   */
  public static Route ofCollection(String pattern) {
    return of(pattern, new Need.InCollection(Scope.READ), new Need.InCollection(Scope.WRITE))
        .counted(RequestKind.OTHER);
  }

  /** The address with what methods without a use of their own are counted as. */
  public Route counted(RequestKind kind) {
    return new Route(pattern, looking, changing, uses, Optional.of(kind), traits);
  }

  /** The address with one more method, which needs what the address does. */
  public Route on(String method, RequestKind kind) {
    return with(method, new Use(kind, need(method)));
  }

  /** The address with one more method, which needs another scope of the collection. */
  public Route on(String method, RequestKind kind, Scope scope) {
    return with(method, new Use(kind, new Need.InCollection(scope)));
  }

  /** The address with one more method, which needs a scope of all collections. */
  public Route onEverywhere(String method, RequestKind kind, Scope scope) {
    return with(method, new Use(kind, new Need.Everywhere(scope)));
  }

  private Route with(String method, Use use) {
    Map<String, Use> all = new LinkedHashMap<>(uses);
    all.put(method, use);
    return new Route(pattern, looking, changing, all, otherwise, traits);
  }

  /** The address with one more trait. */
  public Route with(Trait trait) {
    EnumSet<Trait> all = EnumSet.of(trait);
    all.addAll(traits);
    return new Route(pattern, looking, changing, uses, otherwise, all);
  }

  /** Whether the address has a trait. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** The right that a method needs; HEAD tells of an answer to GET and needs what that does. */
  public Need need(String method) {
    Use use = uses.get(method.equals("HEAD") ? "GET" : method);
    if (use != null) {
      return use.need();
    }
    return SAFE.contains(method) ? looking : changing;
  }

  /** The kind of request that a method is counted as; empty if the address is not for data. */
  public Optional<RequestKind> kind(String method) {
    Use use = uses.get(method);
    Use meant = use == null ? uses.get(meant(method)) : use;
    return meant == null ? otherwise : Optional.of(meant.kind());
  }

  /**
   * A change that is tried by the other method of changes is refused, and counted as the change.
   */
  private static String meant(String method) {
    return switch (method) {
      case "HEAD" -> "GET";
      case "PUT" -> "PATCH";
      case "PATCH" -> "PUT";
      default -> method;
    };
  }

  /** The segments of the pattern; none for the empty path. */
  List<String> segments() {
    return segments(pattern);
  }

  /** The segments of a path or pattern, each behind its slash; none for the empty path. */
  static List<String> segments(String path) {
    return path.isEmpty() ? List.of() : Arrays.asList(path.substring(1).split("/", -1));
  }

  /**
   * Finds the position of a segment in a pattern.
   *
   * @return its index, from 0
   * @throws IllegalArgumentException if it is not there
   */
  public static int position(String pattern, String segment) {
    List<String> segments = segments(pattern);
    for (int at = 0; at < segments.size(); at++) {
      if (segments.get(at).equals(segment) || segments.get(at).startsWith(segment + VERB)) {
        return at;
      }
    }
    throw new IllegalArgumentException(pattern + " has no segment " + segment);
  }
}
