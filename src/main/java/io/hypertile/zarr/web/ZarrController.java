package io.hypertile.zarr.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ServedPaths;
import io.hypertile.route.Scope;
import io.hypertile.security.Caller;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree.Children;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;

/** Nodes of the hierarchy: their documents, their chunks, and pages that list them. */
@RestController
final class ZarrController {
  private final Hierarchy hierarchy;
  private final ChunkAnswers chunks;
  private final ObjectAnswers objects;
  private final ServedArrays served = new ServedArrays();

  ZarrController(Hierarchy hierarchy, ChunkAnswers chunks, ObjectAnswers objects) {
    this.hierarchy = hierarchy;
    this.chunks = chunks;
    this.objects = objects;
  }

  @GetMapping(ZarrRoutes.ROOT)
  @Operation(operationId = "showZarrRoot")
  void readRoot(HttpServletRequest request, HttpServletResponse response) throws IOException {
    read(request, response);
  }

  @GetMapping(ZarrRoutes.BELOW)
  @Operation(operationId = "readZarrNode")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    NodePath path = NodePath.parse(ServedPaths.of(request).substring(ZarrRoutes.ROOT.length()));
    switch (ZarrAddress.of(path)) {
      case ZarrAddress.Document(NodePath node) -> document(node, request, response);
      case ZarrAddress.Place place -> place(place, request, response);
      case ZarrAddress.Nothing ignored -> throw nothing();
    }
  }

  private static ServiceException nothing() {
    return new ServiceException(
        ErrorCode.NOT_FOUND,
        "There is no node, document or chunk of this path; nodes are of Zarr format 3, each with a"
            + " document zarr.json.");
  }

  private void document(NodePath path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes;
    if (path.depth() == 0) {
      bytes = GroupDocument.create(JsonNodeFactory.instance.objectNode()).bytes();
    } else {
      Hierarchy.Place place = hierarchy.require(path, Caller.of(request));
      try (Node node = find(place, place.path()).orElseThrow(ZarrController::nothing)) {
        bytes = documentOf(node).bytes();
      }
      served.sent(place.path());
    }
    KeptBytes.sendWhole(bytes, "application/json", request, response);
  }

  private static NodeDocument documentOf(Node node) {
    return switch (node) {
      case Node.Group group -> group.document().get();
      case Node.Cells cells -> cells.form().document();
      case Node.Stored stored -> stored.document();
      case Node.Values values -> values.form().document();
    };
  }

  private void place(
      ZarrAddress.Place asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (asked.path().depth() == 0) {
      List<String> names = hierarchy.collections(Caller.of(request));
      boolean isWhole = names.size() <= IndexPage.MOST;
      List<String> shown =
          names.stream().limit(IndexPage.MOST).map(PercentEncoder::encode).toList();
      page(shown, isWhole, request, response);
      return;
    }
    Hierarchy.Place place = require(asked, Caller.of(request));
    if (asked.array().isPresent() && isChunk(asked, place, request, response)) {
      return;
    }
    try (Node node = find(place, place.path()).orElseThrow(ZarrController::nothing)) {
      Children children =
          node instanceof Node.Group
              ? place.tree().children(place.path(), IndexPage.MOST)
              : new Children(List.of(), true);
      page(children.names(), children.isWhole(), request, response);
    }
  }

  private Hierarchy.Place require(ZarrAddress.Place asked, Caller caller) {
    try {
      return hierarchy.require(asked.path(), caller);
    } catch (ServiceException e) {
      boolean wasSent =
          asked.array().isPresent()
              && Hierarchy.names(asked.path()).stream()
                  .filter(name -> caller.may(Scope.READ, name))
                  .map(name -> asked.array().get().withFirst(PercentEncoder.encode(name)))
                  .anyMatch(served::wasSent);
      throw wasSent ? gone(e) : e;
    }
  }

  private static void page(
      List<String> nodes, boolean isWhole, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> links = new ArrayList<>();
    nodes.forEach(name -> links.add(name + "/"));
    links.add(NodeDocument.NAME);
    byte[] page = IndexPage.of(request.getRequestURI(), links, isWhole);
    KeptBytes.sendWhole(page, IndexPage.TYPE, request, response);
  }

  /** Sends a chunk if the path is one of an array. */
  private boolean isChunk(
      ZarrAddress.Place asked,
      Hierarchy.Place place,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    NodePath array = place.path().first(asked.array().orElseThrow().depth());
    Optional<Node> found;
    try {
      found = find(place, array);
      if (found.isEmpty()) {
        return false;
      }
      try (Node node = found.get()) {
        return switch (node) {
          case Node.Group ignored -> false;
          case Node.Cells cells -> {
            long[] position = ChunkPositions.require(cells.form().grid(), asked.numbers());
            chunks.send(cells, position, request, response);
            yield true;
          }
          case Node.Stored stored -> {
            long[] position = ChunkPositions.require(stored.document().grid(), asked.numbers());
            objects.send(stored, position, request, response);
            yield true;
          }
          case Node.Values values -> {
            long[] position = ChunkPositions.require(values.form().grid(), asked.numbers());
            byte[] bytes = values.values().chunk(position[0]);
            KeptBytes.sendChunk(bytes, request, response);
            yield true;
          }
        };
      }
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.ARRAY_NOT_FOUND && served.wasSent(array) ? gone(e) : e;
    }
  }

  private static ServiceException gone(ServiceException failure) {
    return new ServiceException(
        ErrorCode.ARRAY_DELETED,
        "The array was deleted after its metadata had been read; open it again.",
        failure.members(),
        failure);
  }

  /** The node of a place; an address that no array can have is one of nothing. */
  private static Optional<Node> find(Hierarchy.Place place, NodePath path) {
    try {
      return place.tree().find(path);
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.INVALID_ARRAY_ADDRESS ? e.as(ErrorCode.NOT_FOUND) : e;
    }
  }
}
