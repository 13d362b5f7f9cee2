package io.hypertile.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of the interface in the form that code is generated from. */
@Hidden
@RestController
@ConditionalOnBooleanProperty(name = "springdoc.api-docs.enabled", matchIfMissing = true)
final class SdkDocumentController {
  private static final String PATH = "/v3/api-docs/sdk";
  private static final String YAML_PATH = PATH + ".yaml";

  private final OpenApiWebMvcResource whole;

  SdkDocumentController(OpenApiWebMvcResource whole) {
    this.whole = whole;
  }

  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] json(HttpServletRequest request, Locale locale) throws IOException {
    return Json31.mapper().writeValueAsBytes(document(request, PATH, locale));
  }

  @GetMapping(path = YAML_PATH, produces = MediaType.APPLICATION_YAML_VALUE)
  byte[] yaml(HttpServletRequest request, Locale locale) throws IOException {
    return Yaml31.mapper().writeValueAsBytes(document(request, YAML_PATH, locale));
  }

  /**
   * Makes the document. Its addresses name the server, which is the one that this request was sent
   * to.
   */
  private JsonNode document(HttpServletRequest request, String path, Locale locale)
      throws IOException {
    return SdkDocument.of(Json31.mapper().readTree(whole.openapiJson(request, path, locale)));
  }
}
