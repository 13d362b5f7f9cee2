// Uses the Go SDK and prints what it saw as JSON.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"

	hypertile "hypertile.io/client"
)

const name = "sdk_go"

// npy has cells of float32 as NPY.
func npy(shape string, cells []float32) []byte {
	header := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", shape)
	for (10+len(header)+1)%64 != 0 {
		header += " "
	}
	var body bytes.Buffer
	body.WriteString("\x93NUMPY\x01\x00")
	binary.Write(&body, binary.LittleEndian, uint16(len(header)+1))
	body.WriteString(header + "\n")
	binary.Write(&body, binary.LittleEndian, cells)
	return body.Bytes()
}

// cells has the last numbers of an NPY answer.
func cells(body []byte, count int) []float32 {
	body = body[len(body)-4*count:]
	numbers := make([]float32, count)
	for n := range numbers {
		numbers[n] = math.Float32frombits(binary.LittleEndian.Uint32(body[4*n:]))
	}
	return numbers
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refusal(err error) []interface{} {
	var failure *hypertile.GenericOpenAPIError
	if !errors.As(err, &failure) {
		check(fmt.Errorf("there was no refusal but %v", err))
	}
	problem, ok := failure.Model().(hypertile.ProblemDetail)
	if !ok || problem.Detail == "" {
		check(fmt.Errorf("no problem in %v", failure))
	}
	return []interface{}{problem.Status, problem.Code, problem.Column}
}

func main() {
	keys := map[string]hypertile.APIKey{"apiKey": {Key: os.Args[2]}}
	ctx := context.WithValue(context.Background(), hypertile.ContextAPIKeys, keys)
	configuration := hypertile.NewConfiguration()
	configuration.Servers = hypertile.ServerConfigurations{{URL: os.Args[1]}}
	client := hypertile.NewAPIClient(configuration)

	y := hypertile.NewGenericDimension("y", "generic", 3)
	scale := hypertile.NewScale(10.0, -0.5)
	scale.SetName("lat")
	y.SetScale(*scale)
	station := hypertile.NewAttributeDeclaration("station", "string")
	station.SetPrimary(true)
	x := hypertile.NewGenericDimension("x", "generic", 4)
	dimensions := []hypertile.Dimension{
		hypertile.GenericDimensionAsDimension(y),
		hypertile.GenericDimensionAsDimension(x),
	}
	collection := hypertile.NewNewCollection(name, "array")
	collection.SetDtype("float32")
	collection.SetDimensions(dimensions)
	collection.SetAttributes([]hypertile.AttributeDeclaration{*station})
	_, _, err := client.CollectionsAPI.CreateCollection(ctx).NewCollection(*collection).Execute()
	check(err)

	create := func(value string) string {
		array := hypertile.NewNewArray()
		array.SetPrimaryAttributes(map[string]interface{}{"station": value})
		made, _, err := client.ArraysAPI.CreateArray(ctx, name).NewArray(*array).Execute()
		check(err)
		return made.Id
	}
	array := create("first, with a comma")
	written := make([]float32, 12)
	for n := range written {
		written[n] = float32(n) / 2
	}
	_, err = client.CellsAPI.WriteNpy(ctx, name, array).Body(npy("3, 4", written)).Execute()
	check(err)
	whole, _, err := client.CellsAPI.ReadNpy(ctx, name, array).Execute()
	check(err)
	if !bytes.Equal(whole, npy("3, 4", written)) {
		check(errors.New("other cells came back"))
	}
	row, _, err := client.CellsAPI.ReadNpy(ctx, name, `~"first, with a comma"`).Slice("9.5,:").Execute()
	check(err)
	first := []string{"y=10.0", "x=0:1"}
	five := hypertile.NewNewCells([]float32{5})
	_, err = client.CellsAPI.WriteJson(ctx, name, array).NewCells(*five).Sel(first).Execute()
	check(err)
	named, _, err := client.CellsAPI.ReadJson(ctx, name, array).Sel([]string{"y=10.0", "x=0:2"}).Execute()
	check(err)
	_, err = client.CellsAPI.WriteJson(ctx, name, array).NewCells(*hypertile.NewNewCells(0)).Sel(first).Execute()
	check(err)
	document, _, err := client.CellsAPI.ReadJson(ctx, name, array).Slice("0:2,1").Execute()
	check(err)
	second := create("second")
	_, err = client.ArraysAPI.DeleteArray(ctx, name, second).Execute()
	check(err)
	_, _, deleted := client.CellsAPI.ReadNpy(ctx, name, second).Execute()
	_, _, slice := client.CellsAPI.ReadNpy(ctx, name, array).Slice("0,nothing").Execute()
	_, _, unknown := client.CellsAPI.ReadJson(ctx, name+"x", array).Execute()

	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"id":      array,
		"npy":     cells(row, 4),
		"sel":     named.Data,
		"json":    document.Data,
		"shape":   document.Shape,
		"deleted": refusal(deleted),
		"slice":   refusal(slice),
		"unknown": refusal(unknown),
	}))
}
