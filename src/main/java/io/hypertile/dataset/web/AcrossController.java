package io.hypertile.dataset.web;

import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.across.FoundMember;
import io.hypertile.dataset.across.FoundMembers;
import io.hypertile.dataset.across.MemberMemory;
import io.hypertile.dataset.across.MemberSearch;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.dataset.across.web.AcrossCells;
import io.hypertile.dataset.export.DatasetNetcdf;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedRead;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of one array of many datasets, and of many arrays of one dataset. */
@RestController
final class AcrossController {
  private static final String ARRAY = "array";
  private static final String ARRAYS = "arrays";
  private static final String DATASETS = "datasets";
  private static final String STACK = "stack";
  private static final String NETCDF = "netcdf";
  private static final List<String> NAMES = names();

  /** Parameters that say which datasets are meant. */
  private static final List<String> WHICH =
      Stream.concat(Stream.of(DATASETS), ConditionQuery.NAMES.stream()).toList();

  private final DatasetService service;
  private final ConditionQuery conditions;
  private final Negotiation ofOne;
  private final Negotiation ofSeveral;
  private final Answers answers;
  private final MemberMemory memory = MemberMemory.ofHeap();

  AcrossController(
      DatasetService service,
      ConditionQuery conditions,
      Negotiation negotiation,
      FormatRegistry formats,
      Answers answers) {
    this.service = service;
    this.conditions = conditions;
    this.ofOne = negotiation;
    FormatRegistry several = formats.holdingSeveral();
    this.ofSeveral =
        new Negotiation(
            new FormatRegistry(
                Stream.concat(several.formats().stream(), formats.byName(NETCDF).stream())
                    .toList()));
    this.answers = answers;
  }

  /** Senders of answers with the cells of one array, and of several. */
  @org.springframework.stereotype.Component
  record Answers(SubsetAnswers one, SeveralAnswers several) {}

  private static List<String> names() {
    List<String> names = new ArrayList<>(ReadQuery.NAMES);
    names.addAll(ConditionQuery.NAMES);
    names.addAll(List.of(ARRAY, DATASETS, STACK));
    return List.copyOf(names);
  }

  private static CellsQuery query(
      HttpServletRequest request, List<String> names, Negotiation negotiation) {
    return CellsQuery.of(
        request,
        new CellsQuery.Names(names, name -> Optional.empty()),
        negotiation,
        Optional.empty());
  }

  @GetMapping(DatasetPaths.CELLS)
  @Operation(operationId = "readAcrossDatasets")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long start = System.nanoTime();
    boolean isStacked = isStacked(request);
    CellsQuery query = query(request, NAMES, isStacked ? ofOne : ofSeveral);
    ReadQuery asked = ReadQuery.of(query.parameters());
    ArrayName array =
        new ArrayName(NameLists.require(query.parameters(), ARRAY, "which array is read"));
    long parsed = System.nanoTime();
    Datasets datasets = service.require(DatasetPaths.collection(request));
    SharedState held = new SharedState(datasets.open());
    try {
      FoundMembers found = members(query.parameters(), datasets, held.state(), array);
      AcrossCells cells = new AcrossCells(datasets, held, found);
      if (!isStacked) {
        requirePlain(asked);
        SeveralCells planned = cells.list(asked.selection(), query.options().coordinates());
        ArrayFormat format =
            query.format().name().equals(NETCDF) ? file(found.all()) : query.format();
        SeveralAnswers.Asked answer =
            new SeveralAnswers.Asked(
                planned, format, query.options(), array.text().replace('"', '_'));
        send(answer, new Exchange(request, response));
        return;
      }
      CellArray stacked = cells.stack(asked);
      try (PlannedRead planned =
          answers.one.plan(AcrossCells.behindFirst(asked), stacked, request)) {
        long planNanos = System.nanoTime() - parsed;
        answers.one.send(
            new SubsetAnswers.Asked(
                planned, query.format(), query.options(), title(found), parsed - start, planNanos),
            request,
            response);
      }
    } finally {
      held.release();
    }
  }

  /** A request and its response. */
  private record Exchange(HttpServletRequest request, HttpServletResponse response) {}

  private void send(SeveralAnswers.Asked answer, Exchange exchange) throws IOException {
    try (SeveralCells ignored = answer.cells()) {
      answers.several.send(answer, exchange.request, exchange.response);
    }
  }

  /** A file in which the array of each dataset is a variable of the dataset's name. */
  private static DatasetNetcdf file(List<FoundMember> members) {
    Map<String, ArrayDefinition> variables = new HashMap<>();
    for (FoundMember member : members) {
      member.array().ifPresent(found -> variables.put(member.dataset().text(), found.definition()));
    }
    return DatasetNetcdf.across(variables);
  }

  /** Whether arrays are stacked, which decides about the formats, before the query is read. */
  private static boolean isStacked(HttpServletRequest request) {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put("false", false);
    choices.put("true", true);
    Boolean stacked = choices.get(QueryParameters.peek(request, STACK).orElse("false"));
    if (stacked == null) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "stack is true or false.",
          Map.of("parameter", STACK, "choices", List.copyOf(choices.keySet())),
          null);
    }
    return stacked;
  }

  private static void requirePlain(ReadQuery asked) {
    if (asked.points().isPresent() || asked.reduction().isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "Points and reductions are those of one array: add stack=true.",
          Map.of("parameter", asked.points().isPresent() ? "points" : "reduce"),
          null);
    }
  }

  private FoundMembers members(
      QueryParameters query, Datasets datasets, DatasetsState state, ArrayName array) {
    OptionalLong stamp = state.stamp();
    if (stamp.isEmpty()) {
      return new FoundMembers(search(query, datasets, state, array));
    }
    MemberMemory.Question question =
        new MemberMemory.Question(
            stamp.getAsLong(), array, WHICH.stream().map(query::find).toList());
    Optional<FoundMembers> known = memory.find(question);
    if (known.isPresent()) {
      return known.get();
    }
    FoundMembers found = new FoundMembers(search(query, datasets, state, array));
    memory.keep(question, found);
    return found;
  }

  private List<FoundMember> search(
      QueryParameters query, Datasets datasets, DatasetsState state, ArrayName array) {
    Optional<List<DatasetName>> named = NameLists.find(query, DATASETS, DatasetName::new);
    if (named.isEmpty()) {
      return MemberSearch.matching(state, array, conditions.of(query, datasets, state));
    }
    for (String other : ConditionQuery.NAMES) {
      if (query.find(other).isPresent()) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "Datasets are named, or found by a condition; leave out one of the parameters.",
            Map.of("parameter", other),
            null);
      }
    }
    return MemberSearch.named(state, array, named.get());
  }

  private static ArrayTitle title(FoundMembers found) {
    ArrayDefinition definition = found.all().getFirst().array().orElseThrow().definition();
    return new ArrayTitle(
        definition.name().text(), () -> TypedAttributesJson.writePlain(definition.attributes()));
  }

  @GetMapping(DatasetPaths.DATASET_CELLS)
  @Operation(operationId = "readArraysOfDataset")
  void readArrays(HttpServletRequest request, HttpServletResponse response) throws IOException {
    List<String> names = new ArrayList<>(SelectionQuery.NAMES);
    names.add(ARRAYS);
    CellsQuery query = query(request, names, ofSeveral);
    SelectionQuery asked = SelectionQuery.of(query.parameters());
    DatasetName name = DatasetPaths.dataset(request);
    ArrayFormat format = query.format();
    PlannedArrays planned;
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      List<ArrayName> arrays =
          NameLists.find(query.parameters(), ARRAYS, ArrayName::new)
              .orElseGet(
                  () -> dataset.arrays().stream().map(array -> array.definition().name()).toList());
      planned = PlannedArrays.of(state, dataset, arrays, asked);
      format = format.name().equals(NETCDF) ? DatasetNetcdf.of(dataset) : format;
    }
    try (planned) {
      answers.several.send(
          new SeveralAnswers.Asked(
              planned.cells(),
              format,
              query.options(),
              name.text().replaceAll("[/\"]", "_"),
              format.name().equals(NETCDF) ? Optional.of(planned.readings()) : Optional.empty()),
          request,
          response);
    }
  }
}
