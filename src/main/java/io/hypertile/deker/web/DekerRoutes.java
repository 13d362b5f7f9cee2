package io.hypertile.deker.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.AllowedMethods;
import io.hypertile.route.Address;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Routes;
import io.hypertile.route.Scope;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * The addresses of the protocol: the rows of its table of requests. The rows are there whether the
 * protocol is switched on or off, so that its addresses need the same rights then.
 */
@Component
final class DekerRoutes implements RouteTable {
  /** The beginning of every path of the protocol. */
  static final String PREFIX = "/v1/";

  private static final String COLLECTION = PREFIX + "collection/" + Route.COLLECTION;
  private static final String BOUNDS = "{bounds}";

  private static final Map<String, Function<Address, DekerRoute>> READERS = new LinkedHashMap<>();
  private static final List<Route> ROWS = rowsAndReaders();
  private static final Routes OWN = new Routes(List.of(() -> ROWS));

  /**
   * A path of the protocol.
   *
   * @param route the request that it names
   * @param methods the methods it has, HEAD and OPTIONS apart
   */
  record Read(DekerRoute route, List<String> methods) {
    /**
     * The method that a request is handled as: that of its own, or GET for HEAD.
     *
     * @throws ServiceException {@code method-not-allowed}
     */
    String requireMethod(String method) {
      String handled = method.equals("HEAD") ? "GET" : method;
      if (!methods.contains(handled)) {
        throw AllowedMethods.refusal(method, methods);
      }
      return handled;
    }
  }

  @Override
  public List<Route> rows() {
    return ROWS;
  }

  /**
   * Reads a path.
   *
   * @param path the path as it appears in the request line, with single slashes
   * @throws ServiceException {@code not-found} if the protocol has no such path, {@code
   *     invalid-name} for names and ids that cannot be
   */
  static Read parse(String path) {
    Address address = OWN.find(path);
    Function<Address, DekerRoute> reader = READERS.get(address.route().pattern());
    if (reader == null) {
      throw unknown();
    }
    return new Read(reader.apply(address), List.copyOf(address.route().uses().keySet()));
  }

  private static List<Route> rowsAndReaders() {
    List<Route> rows = new ArrayList<>();
    add(
        rows,
        Route.known(PREFIX + "ping").on("GET", RequestKind.OTHER),
        address -> new DekerRoute.Ping());
    add(
        rows,
        Route.known(PREFIX + "collections")
            .on("GET", RequestKind.LIST)
            .on("POST", RequestKind.CREATE),
        address -> new DekerRoute.Collections());
    add(
        rows,
        Route.ofCollection(COLLECTION)
            .on("GET", RequestKind.SHOW)
            .on("DELETE", RequestKind.DELETE, Scope.ADMIN),
        address -> new DekerRoute.OneCollection(collection(address)));
    addArrays(rows, "array", false);
    addArrays(rows, "varray", true);
    // Addresses that serve nothing are refused like those that do: a caller who may see a
    // collection is told that nothing is there.
    rows.add(loose(Route.ofCollection(COLLECTION + "/**")).with(Route.Trait.UNSERVED));
    rows.add(
        loose(Route.everywhere(PREFIX + "**", Scope.ADMIN).counted(RequestKind.OTHER))
            .with(Route.Trait.UNSERVED));
    return List.copyOf(rows);
  }

  private static void addArrays(List<Route> rows, String word, boolean virtual) {
    String array = COLLECTION + "/" + word;
    add(
        rows,
        // Writing to the list of arrays as a whole clears it.
        Route.ofCollection(array + "s")
            .on("GET", RequestKind.LIST)
            .on("POST", RequestKind.CREATE)
            .on("PUT", RequestKind.CLEAR, Scope.ADMIN),
        address -> new DekerRoute.AllArrays(place(address, virtual)));
    add(
        rows,
        Route.ofCollection(array + "/by-id/" + Route.ARRAY)
            .on("GET", RequestKind.SHOW)
            .on("PUT", RequestKind.UPDATE)
            .on("DELETE", RequestKind.DELETE),
        address ->
            new DekerRoute.ById(place(address, virtual), new ArrayId(address.at(Route.ARRAY))));
    add(
        rows,
        Route.ofCollection(array + "/by-primary/{*values}").on("GET", RequestKind.SHOW),
        address ->
            new DekerRoute.ByPrimary(
                place(address, virtual),
                address.segments().subList(address.rest(), address.segments().size())));
    add(
        rows,
        // The client clears cells by writing none.
        Route.ofCollection(array + "/by-id/" + Route.ARRAY + "/subset/" + BOUNDS + "/data")
            .on("GET", RequestKind.READ)
            .on("PUT", RequestKind.WRITE),
        address ->
            new DekerRoute.Data(
                place(address, virtual), new ArrayId(address.at(Route.ARRAY)), address.at(BOUNDS)));
  }

  private static void add(List<Route> rows, Route route, Function<Address, DekerRoute> reader) {
    rows.add(loose(route));
    READERS.put(route.pattern(), reader);
  }

  /** Deker's client percent-encodes less than URLs need. */
  private static Route loose(Route route) {
    return route.with(Route.Trait.LOOSE);
  }

  private static CollectionName collection(Address address) {
    String name = address.at(Route.COLLECTION);
    if (name.isEmpty()) {
      throw unknown();
    }
    return new CollectionName(name);
  }

  private static ServiceException unknown() {
    return new ServiceException(
        ErrorCode.NOT_FOUND,
        "The protocol of Deker's client has no such address; the interface of this server is at"
            + " /api/v1.");
  }

  private static DekerRoute.ArrayGroup place(Address address, boolean virtual) {
    return new DekerRoute.ArrayGroup(collection(address), virtual);
  }
}
