package io.hypertile.cells.web;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;

/**
 * Query of a request for cells.
 *
 * @param parameters all of it
 * @param format the format of the answer, with its own parameters
 * @param options what concerns every format
 */
public record CellsQuery(QueryParameters parameters, ArrayFormat format, EncodeOptions options) {
  private static final String FORMAT = "format";

  /**
   * Names that are served, and advice on others.
   *
   * @param names names of parameters beside those of formats
   * @param advice what to say of a name that is not served, see {@link QueryParameters}
   */
  public record Names(List<String> names, Function<String, Optional<String>> advice) {}

  /**
   * Reads the query of a request.
   *
   * @param named the format that the address names, whatever the headers say; else the query or the
   *     header Accept does
   * @throws ServiceException {@code invalid-request} or {@code not-acceptable}
   */
  public static CellsQuery of(
      HttpServletRequest request, Names names, Negotiation negotiation, Optional<String> named) {
    List<String> others = new ArrayList<>(names.names);
    others.addAll(AnswerOptions.NAMES);
    if (named.isPresent()) {
      others.remove(FORMAT);
    }
    QueryParameters query = query(request, others, negotiation.parameters(), names.advice);
    String accept = named.isPresent() ? null : request.getHeader(HttpHeaders.ACCEPT);
    ArrayFormat format = negotiation.forAnswer(named.or(() -> query.find(FORMAT)), accept);
    Map<String, String> own = new LinkedHashMap<>();
    for (String name : negotiation.parameters()) {
      Optional<String> value = query.find(name);
      if (value.isPresent() && !format.parameters().contains(name)) {
        // A name that an axis has as well is explained as that.
        names
            .advice
            .apply(name)
            .ifPresent(meant -> query(request, others, List.of(), names.advice));
        throw foreign(name, format);
      }
      value.ifPresent(text -> own.put(name, text));
    }
    return new CellsQuery(query, format.with(own), AnswerOptions.of(query));
  }

  private static QueryParameters query(
      HttpServletRequest request,
      List<String> names,
      List<String> more,
      Function<String, Optional<String>> advice) {
    List<String> all = new ArrayList<>(names);
    all.addAll(more);
    return QueryParameters.of(request, all, advice);
  }

  private static ServiceException foreign(String name, ArrayFormat format) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The parameter %s means nothing to format=%s; leave it out, or ask for another format."
            .formatted(name, format.name()),
        Map.of("parameter", name),
        null);
  }
}
