package io.hypertile.collection.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the parameters and the answer of lists. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    name = "limit",
    in = ParameterIn.QUERY,
    description = "Most items of the page",
    schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "100"))
@Parameter(
    name = "cursor",
    in = ParameterIn.QUERY,
    description = "Where the page begins, from the page before",
    schema = @Schema(type = "string"))
@ApiResponse(
    responseCode = "200",
    description = "A page: items, and next, the address of the following page or null",
    content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
@interface PageParameters {}
