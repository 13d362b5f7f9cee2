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

/** Declares the conditions of requests that read what has a tag. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    name = "If-None-Match",
    in = ParameterIn.HEADER,
    description = "Tags that the client has; 304 when one of them is current",
    schema = @Schema(type = "string"))
@Parameter(
    name = "If-Match",
    in = ParameterIn.HEADER,
    description = "Tags of which one must be current; 412 otherwise",
    schema = @Schema(type = "string"))
@ApiResponse(responseCode = "304", description = "The client has it already", content = @Content)
@interface ReadHeaders {}
