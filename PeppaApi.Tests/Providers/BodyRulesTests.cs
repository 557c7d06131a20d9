using System.Text;
using System.Text.Json;
using PeppaApi.Providers;

namespace PeppaApi.Tests.Providers;

public sealed class BodyRulesTests
{
    [Theory]
    [InlineData("""{"model":"m", "temperature": 1 ,"x":[1, 2]}""", """{"temperature":0.5}""", "{}", "", """{"model":"m","x":[1, 2],"temperature":0.5}""")]
    [InlineData("""{"model":"m","temperature":1}""", "{}", """{"temperature":0.5,"top_p":0.9}""", "", """{"model":"m","temperature":1,"top_p":0.9}""")]
    [InlineData("""{"user":"a","model":"m"}""", "{}", "{}", "user", """{"model":"m"}""")]
    [InlineData("""{"user":"a"}""", "{}", "{}", "user", "{}")]
    [InlineData("""{}""", """{"a":{"b":[true,null]}}""", "{}", "", """{"a":{"b":[true,null]}}""")]
    [InlineData("""{"s":"\u0022 } , {"}""", """{"a":1}""", "{}", "", """{"s":"\u0022 } , {","a":1}""")]
    [InlineData("--boundary\r\nform", """{"a":1}""", "{}", "", "--boundary\r\nform")]
    [InlineData("[1]", """{"a":1}""", "{}", "", "[1]")]
    public void Members_AreSetFilledInAndLeftOut_AllElseStays(string body, string set, string defaults, string removed, string expected) =>
        Assert.Equal(expected, Apply(new BodyRules(null, Members(set), Members(defaults), removed.Split(',', StringSplitOptions.RemoveEmptyEntries)), body));

    [Theory]
    [InlineData("openai", """{"messages":[{"role":"user","content":"hi"}]}""", """{"messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"hi"}]}""")]
    [InlineData("openai", """{"messages":[]}""", """{"messages":[{"role":"system","content":"Be kind"}]}""")]
    [InlineData("openai", """{"input":"hi"}""", """{"input":"hi"}""")]
    [InlineData("anthropic", """{"messages":[]}""", """{"messages":[],"system":"Be kind"}""")]
    [InlineData("anthropic", """{"system":"Mine","messages":[]}""", """{"system":"Be kind\n\nMine","messages":[]}""")]
    [InlineData("anthropic", """{"system":[{"type":"text","text":"Mine"}],"messages":[]}""", """{"system":[{"type":"text","text":"Be kind"},{"type":"text","text":"Mine"}],"messages":[]}""")]
    [InlineData("gemini", """{"contents":[]}""", """{"contents":[],"systemInstruction":{"parts":[{"text":"Be kind"}]}}""")]
    [InlineData("gemini", """{"systemInstruction":{"parts":[{"text":"Mine"}]},"contents":[]}""", """{"systemInstruction":{"parts":[{"text":"Be kind"},{"text":"Mine"}]},"contents":[]}""")]
    public void SystemPrompt_GoesWhereTheDialectHasIt_BeforeTheClients(string dialect, string body, string expected) =>
        Assert.Equal(expected, Apply(new BodyRules("Be kind", Members("{}"), Members("{}"), []), body, dialect));

    [Theory]
    [InlineData("""{"language":"zh"}""", "{}", "", "FILE|language=zh")]
    [InlineData("{}", """{"language":"zh","temperature":0.5,"flag":true,"gone":null}""", "", "FILE|language=en|temperature=0.5|flag=true")]
    [InlineData("""{"timestamp_granularities":["word","segment"]}""", "{}", "language", "FILE|timestamp_granularities[]=word|timestamp_granularities[]=segment")]
    [InlineData("""{"response_format":"srt","of_json":{"a":1}}""", """{"response_format":{"type":"json_object"}}""", "response_format", "FILE|language=en")]
    public void FormFields_AreSetFilledInAndLeftOut_AllElseStays(string set, string defaults, string removed, string expected)
    {
        const string File = "--fxB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n\0\r\n--nearly\r\n";
        static string Field(string name, string value) => $"--fxB\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";
        var body = Encoding.UTF8.GetBytes($"preamble\r\n{File}{Field("language", "en")}--fxB--\r\n");
        var rules = new BodyRules("Be kind", Members(set), Members(defaults), removed.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var changed = rules.ApplyToForm([body.AsMemory(0, 40), body.AsMemory(40)], "multipart/form-data; boundary=fxB");
        var parts = expected.Split('|').Select(part => part == "FILE" ? File : Field(part.Split('=')[0], part.Split('=')[1]));
        Assert.Equal($"preamble\r\n{string.Concat(parts)}--fxB--\r\n", Encoding.UTF8.GetString([.. changed.SelectMany(piece => piece.ToArray())]));
    }

    [Fact]
    public void NoRules_GiveTheVeryPieces()
    {
        List<ReadOnlyMemory<byte>> pieces = [new byte[3], new byte[4]];
        Assert.Same(pieces, new BodyRules(null, Members("{}"), Members("{}"), []).Apply(pieces, "openai"));
    }

    private static Dictionary<string, JsonElement> Members(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    /// <summary>The body cut in the middle, as it comes from the editor.</summary>
    private static string Apply(BodyRules rules, string body, string dialect = "openai")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var pieces = rules.Apply([bytes.AsMemory(0, bytes.Length / 2), bytes.AsMemory(bytes.Length / 2)], dialect);
        return string.Concat(Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece.ToArray())]));
    }
}
