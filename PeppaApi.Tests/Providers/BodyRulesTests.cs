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
