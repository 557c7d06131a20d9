using System.Text.Json.Nodes;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Support;

/// <summary>What vendors' wires carried, kept in files beside the tests of each dialect.</summary>
internal static class Fixture
{
    public static byte[] Bytes(string folder, string name) =>
        File.ReadAllBytes(Path.Combine(SourceTree.Root, "PeppaApi.Tests/Providers", folder, "Fixtures", name));

    public static JsonNode Json(string folder, string name) => JsonNode.Parse(Bytes(folder, name))!;

    /// <summary>Asserts that whatever the fixture says is said; more may be.</summary>
    public static void AssertSays(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        switch (expected)
        {
            case JsonObject members:
                Assert.True(actual is JsonObject, $"{path}: {actual?.ToJsonString()}");
                foreach (var (name, value) in members)
                {
                    AssertSays(value, actual![name], $"{path}.{name}");
                }

                break;
            case JsonArray items:
                Assert.True(actual is JsonArray array && array.Count == items.Count, $"{path}: {actual?.ToJsonString()}");
                for (var i = 0; i < items.Count; i++)
                {
                    AssertSays(items[i], actual![i], $"{path}[{i}]");
                }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {actual?.ToJsonString()} instead of {expected?.ToJsonString()}");
                break;
        }
    }
}
