using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Managed = Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305;
using Native = System.Security.Cryptography.ChaCha20Poly1305;

namespace Sandboxes.Agent.Protocol.Tests.Sealing;

/// <summary>What sealing is made of agrees with the RFCs, and what it makes of that agrees with another implementation.</summary>
public class VectorTests
{
    [Fact]
    public void ChaCha20Poly1305_VectorOfRfc8439_Agrees()
    {
        const string Sealed =
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36" +
            "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691";
        var plain = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8.ToArray();
        var cipher = new Managed();
        var nonce = Convert.FromHexString("070000004041424344454647");
        cipher.Init(true, new AeadParameters(new KeyParameter(Sequence(0x80, 32)), 128, nonce, Convert.FromHexString("50515253c0c1c2c3c4c5c6c7")));
        var bytes = new byte[cipher.GetOutputSize(plain.Length)];

        cipher.DoFinal(bytes, cipher.ProcessBytes(plain, 0, plain.Length, bytes, 0));

        Assert.Equal(Sealed, Convert.ToHexStringLower(bytes));
    }

    public static TheoryData<byte[], byte[], byte[], string> Hkdf { get; } = new()
    {
        { Repeated(0x0b, 22), Sequence(0, 13), Sequence(0xf0, 10), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
        {
            Sequence(0, 80), Sequence(0x60, 80), Sequence(0xb0, 80),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        },
        { Repeated(0x0b, 22), [], [], "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
    };

    [Theory]
    [MemberData(nameof(Hkdf))]
    public void Hkdf_VectorsOfRfc5869_Agree(byte[] secret, byte[] salt, byte[] info, string expected)
    {
        var hkdf = new HkdfBytesGenerator(new Sha256Digest());
        hkdf.Init(new HkdfParameters(secret, salt, info));
        var key = new byte[expected.Length / 2];

        hkdf.GenerateBytes(key, 0, key.Length);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void Records_OfAnyBytes_AreWhatOpenSslSeals() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[1, 2_000].Array[1, 5]).Sample((key, messages) =>
    {
        var cipher = new RecordCipher(key);
        using var other = new Native(key);
        for (var count = 0UL; count < (ulong)messages.Length; count++)
        {
            Assert.Equal(Other(other, count, messages[count]), Sealed(cipher, messages[count]));
        }
    });

    [Fact]
    public void Keys_OfAnAgreement_AreWhatAnotherHkdfDerives()
    {
        var (hello, answer) = (SealKeys.Hello(Sequence(1, 32)), SealKeys.Answer(SealState.Started, Sequence(2, 32)));
        var (fromManager, fromAgent) = SealKeys.Derive(hello, answer, "s-one", Sequence(3, 32), Sequence(4, 32));

        var keys = HKDF.DeriveKey(HashAlgorithmName.SHA256, [.. Sequence(3, 32), .. Sequence(4, 32)], 64, [.. "sandboxes seal"u8, .. hello, .. answer, .. Encoding.UTF8.GetBytes("s-one")], [.. "records"u8]);

        using var manager = new Native(keys.AsSpan(0, 32));
        using var agent = new Native(keys.AsSpan(32));
        Assert.Equal(Other(manager, 0, [7]), Sealed(fromManager, [7]));
        Assert.Equal(Other(agent, 0, [7]), Sealed(fromAgent, [7]));
    }

    private static byte[] Sealed(RecordCipher cipher, byte[] plain)
    {
        var record = new byte[RecordCipher.MostBytes];
        return record[..cipher.Seal(plain, record)];
    }

    private static byte[] Other(Native cipher, ulong count, byte[] plain)
    {
        var record = new byte[RecordCipher.HeaderBytes + plain.Length + RecordCipher.TagBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)(plain.Length + RecordCipher.TagBytes));
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce.AsSpan(4), count);
        cipher.Encrypt(nonce, plain, record.AsSpan(RecordCipher.HeaderBytes, plain.Length), record.AsSpan(RecordCipher.HeaderBytes + plain.Length));
        return record;
    }

    private static byte[] Sequence(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];

    private static byte[] Repeated(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}
