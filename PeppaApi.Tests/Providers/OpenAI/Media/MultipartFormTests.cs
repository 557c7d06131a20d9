using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Tests.Providers.OpenAI.Media;

public sealed class MultipartFormTests
{
    private const string Body =
        "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n"
        + "--b1 \t\r\ncontent-type: image/png\r\ncontent-disposition: form-data; filename=\"x;\\\"y.png\"; name=\"b[]\"\r\n\r\n--b1 inside\r\n--b\r\n"
        + "\r\n--b1\r\nContent-Disposition: form-data; name=c\r\n\r\n\r\n--b1--\r\n";

    [Fact]
    public void Next_AnyPart_IsFoundWhereItLies() =>
        Assert.Equal(["a=one False", "b[]=--b1 inside\r\n--b\r\n True", "c= False"], Read("preamble\r\n" + Body, "b1"));

    [Fact]
    public void Next_WithoutPreamble_IsTheSame() => Assert.Equal(Read("preamble\r\n" + Body, "b1"), Read(Body, "b1"));

    [Fact]
    public void Next_CutAnywhere_IsRefusedAndNeverAFault()
    {
        var end = Body.LastIndexOf("--b1--", StringComparison.Ordinal) + 6;
        for (var i = 0; i < end; i++)
        {
            Assert.Throws<RequestException>(() => Read(Body[..i], "b1"));
        }
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=abc", "abc")]
    [InlineData("multipart/form-data; charset=utf-8; boundary=\"a b\"", "a b")]
    [InlineData("Multipart/Form-Data;Boundary=abc", "abc")]
    [InlineData("multipart/form-data", null)]
    [InlineData("multipart/form-data; boundary=", null)]
    [InlineData("multipart/mixed; boundary=abc", null)]
    [InlineData("application/json", null)]
    [InlineData(null, null)]
    public void BoundaryOf_ContentType_IsTheForms(string? contentType, string? expected) => Assert.Equal(expected, MultipartForm.BoundaryOf(contentType));

    private static List<string> Read(string text, string boundary)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var form = new MultipartForm(body, boundary);
        var parts = new List<string>();
        while (form.Next())
        {
            parts.Add($"{form.Name}={Encoding.UTF8.GetString(body, form.Content.Start, form.Content.Length)} {form.IsFile}");
        }

        return parts;
    }
}
