package io.hypertile.cells.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.encode.Casting;
import io.hypertile.http.ETags;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedRead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/** Requests that read, write and clear subsets, whichever model has the array. Thread-safe. */
@Component
public final class SubsetRequests {
  private static final String CAST = "cast";
  private static final List<String> WRITING =
      Stream.concat(SelectionQuery.NAMES.stream(), Stream.of(CAST)).toList();

  /** Formats whose addresses end in other names than theirs: as names of files do. */
  private static final Map<String, String> ENDINGS = Map.of("nc", "netcdf", "zarr.zip", "zarr");

  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final SubsetBodies bodies;

  SubsetRequests(Negotiation negotiation, SubsetAnswers answers, SubsetBodies bodies) {
    this.negotiation = negotiation;
    this.answers = answers;
    this.bodies = bodies;
  }

  /**
   * Name of the format that the address of a request ends in, in place of a parameter or of
   * headers, as in {@code subset.npy}: for downloads, and for clients that can ask for one type at
   * an address.
   */
  public static String addressedFormat(HttpServletRequest request) {
    String pattern =
        Objects.requireNonNull(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE))
            .toString();
    String ending = pattern.substring(pattern.indexOf('.', pattern.lastIndexOf('/')) + 1);
    return ENDINGS.getOrDefault(ending, ending);
  }

  /**
   * Answers with cells.
   *
   * @param format name of the format, where the address says it; empty where query and headers do
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void read(
      ArrayFinder arrays,
      Optional<String> format,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    CellsQuery.Names names =
        new CellsQuery.Names(arrays.with(ReadQuery.NAMES), name -> arrays.advice(request, name));
    CellsQuery query = CellsQuery.of(request, names, negotiation, format);
    ReadQuery given = ReadQuery.of(query.parameters());
    ReadQuery asked = arrays.isExact() ? given.exact() : given;
    long parsed = System.nanoTime();
    FoundCells found = arrays.find(request);
    try (PlannedRead planned = answers.plan(asked, found.array(), request)) {
      long planNanos = System.nanoTime() - parsed;
      SubsetAnswers.Asked answer =
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), found.title(), parsed - start, planNanos);
      answers.send(answer, request, response);
    }
  }

  /**
   * Writes the cells of a body, all of them or none.
   *
   * @param format name of the format, where the address says it
   */
  public ResponseEntity<Void> write(
      ArrayFinder arrays, Optional<String> format, HttpServletRequest request) {
    QueryParameters query = query(arrays, WRITING, request);
    SelectionQuery selection = selection(arrays, query);
    Casting casting = casting(arrays, query);
    ChangeConditions conditions = ChangeConditions.of(request);
    SubsetBodies.Body body = bodies.of(format, casting, request);
    try (PlannedAccess planned = selection.plan(arrays.locate(request))) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(bodies.write(planned, body, condition));
    }
  }

  /** Sets cells to the fill value. */
  public ResponseEntity<Void> clear(ArrayFinder arrays, HttpServletRequest request) {
    SelectionQuery selection = selection(arrays, query(arrays, SelectionQuery.NAMES, request));
    ChangeConditions conditions = ChangeConditions.of(request);
    try (PlannedAccess planned = selection.plan(arrays.locate(request))) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(planned.array().clear(planned.requireBox(), condition));
    }
  }

  private static SelectionQuery selection(ArrayFinder arrays, QueryParameters query) {
    SelectionQuery selection = SelectionQuery.of(query);
    return arrays.isExact() ? selection.exact() : selection;
  }

  /** The casting that a request for writing asks for, or the usual one of the model. */
  public static Casting casting(ArrayFinder arrays, QueryParameters query) {
    return casting(arrays.isExact() ? Casting.EXACT : Casting.FITTING, query);
  }

  /** The casting that a request asks for, or the usual one. */
  public static Casting casting(Casting usual, QueryParameters query) {
    Map<String, Casting> choices = new LinkedHashMap<>();
    choices.put(usual.text(), usual);
    for (Casting casting : Casting.values()) {
      choices.put(casting.text(), casting);
    }
    return query.choose(CAST, choices);
  }

  private static QueryParameters query(
      ArrayFinder arrays, List<String> names, HttpServletRequest request) {
    return QueryParameters.of(request, arrays.with(names), name -> arrays.advice(request, name));
  }

  private static ResponseEntity<Void> changed(Version version) {
    return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
  }
}
