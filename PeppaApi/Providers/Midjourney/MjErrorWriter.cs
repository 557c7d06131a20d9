using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Midjourney;

/// <summary>Errors of the relay itself as clients of the protocol read them: <c>{"code","description","result","type"}</c>.</summary>
public static class MjErrorWriter
{
    public static byte[] Write(DoorError error) => Write(CodeOf(error.Status), error.Message, error.Code ?? error.Type);

    public static byte[] Write(int code, string description, string type) => MjJson.Write(new JsonObject
    {
        ["code"] = code,
        ["description"] = description,
        ["result"] = null,
        ["properties"] = new JsonObject(),
        ["type"] = type,
    });

    private static int CodeOf(int status) => status switch
    {
        429 => 30,
        >= 500 => 5,
        _ => 4,
    };
}
