package io.hypertile.config;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.chunk.CodecPool;
import io.hypertile.collection.web.WebLimits;
import io.hypertile.dataset.body.DatasetBodies;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.arrow.ArrowFormat;
import io.hypertile.encode.netcdf.NetcdfFormat;
import io.hypertile.encode.zarr.ZarrZipFormat;
import io.hypertile.encode.zip.NpzFormat;
import io.hypertile.http.BodyPace;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.Negotiation;
import io.hypertile.http.OptionsAnswers;
import io.hypertile.http.PathGuard;
import io.hypertile.http.RequestIds;
import io.hypertile.http.SegmentedMapping;
import io.hypertile.http.tomcat.AnswerPace;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.netcdf.NetcdfReader;
import io.hypertile.openapi.ApiDescription;
import io.hypertile.partition.body.JsonRows;
import io.hypertile.partition.body.NpzRows;
import io.hypertile.partition.body.RowBodies;
import io.hypertile.partition.imports.ArrowRows;
import io.hypertile.partition.imports.NetcdfRows;
import io.hypertile.partition.imports.ZarrRows;
import io.hypertile.picture.PngFormat;
import io.hypertile.picture.SvgFormat;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Wires the HTTP edge. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
class WebConfiguration {
  /** Bodies that must be reordered wait on the storage's own disk. */
  private static final String SPOOL = ".hypertile/spool";

  @Bean
  CellLimits cellLimits(HypertileProperties properties) {
    HypertileProperties.Limits limits = properties.limits();
    return new CellLimits(
        limits.result().toBytes(),
        limits.jsonResult().toBytes(),
        limits.body().toBytes(),
        limits.document().toBytes());
  }

  @Bean
  WebLimits webLimits(CellLimits cells, HypertileProperties properties) {
    HypertileProperties.Limits limits = properties.limits();
    return new WebLimits(cells, limits.array().toBytes());
  }

  @Bean
  ContentCodings contentCodings(HypertileProperties properties) {
    HypertileProperties.Compression compression = properties.compression();
    return new ContentCodings(compression.text(), compression.binary());
  }

  @Bean
  Spool spool(HypertileProperties properties) throws IOException {
    Path directory = properties.storage().root().resolve(SPOOL);
    return new Spool(Files.createDirectories(directory));
  }

  @Bean
  FormatRegistry formatRegistry(Spool spool, MemoryBudget memory, HypertileProperties properties) {
    PngFormat maps =
        new PngFormat(memory.share(MemoryUse.ANSWERS), properties.io().memoryTimeout());
    return FormatRegistry.standard(spool)
        .and(
            List.of(
                maps,
                new SvgFormat(),
                new NpzFormat(),
                new NetcdfFormat(),
                new ZarrZipFormat(),
                new ArrowFormat(spool)));
  }

  @Bean
  DatasetBodies datasetBodies(Spool spool, CellLimits limits) {
    return new DatasetBodies(
        new DatasetBodies.Formats(new NpyFormat(spool), new JsonFormat()),
        spool,
        new DatasetBodies.Limits(limits.body(), limits.document()));
  }

  @Bean
  RowBodies rowBodies(Spool spool, CellLimits limits, NetcdfReader netcdf, CodecPool pool) {
    NpyFormat npy = new NpyFormat(spool);
    long most = limits.body();
    return new RowBodies(
        List.of(
            new NpzRows(npy, spool, most),
            new JsonRows(new JsonFormat(), limits.document()),
            new ZarrRows(pool, npy, spool, most),
            new NetcdfRows(netcdf, npy, spool, most),
            new ArrowRows(npy, spool, most)),
        spool);
  }

  @Bean
  Negotiation negotiation(FormatRegistry formats) {
    return new Negotiation(formats);
  }

  @Bean
  WebMvcRegistrations mappings() {
    return new WebMvcRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new SegmentedMapping();
      }
    };
  }

  @Bean
  RequestIds requestIds() {
    return new RequestIds();
  }

  /** Every part of the server has its own table beside its controllers. */
  @Bean
  Routes routes(List<RouteTable> tables) {
    return new Routes(tables);
  }

  @Bean
  PathGuard pathGuard(Routes routes) {
    return new PathGuard(routes);
  }

  @Bean
  OptionsAnswers optionsAnswers() {
    return new OptionsAnswers();
  }

  @Bean
  BodyPace bodyPace(HttpProperties properties) {
    return new BodyPace(properties.bodyRate().toBytes(), properties.bodyPatience());
  }

  @Bean
  AnswerPace answerPace(HttpProperties properties) {
    return new AnswerPace(properties.answerRate().toBytes(), properties.answerPatience());
  }

  @Bean
  ApiDescription apiDescription(Environment settings) {
    return new ApiDescription(settings.getProperty("hypertile.demo", Boolean.class, false));
  }

  @Bean
  OpenApiCustomizer apiDocument(ApiDescription description) {
    return description.document();
  }

  @Bean
  ServerBaseUrlCustomizer apiServer(ApiDescription description) {
    return description.server();
  }

  @Bean
  OperationCustomizer apiOperations(ApiDescription description) {
    return description.operations();
  }
}
